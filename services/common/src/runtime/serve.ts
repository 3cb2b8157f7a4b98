import { drain, release, type StopStep } from './drain'
import { listen } from './listen'
import type { Logger } from './log'
import type { Readiness } from './readiness'
import { onStopSignal } from './stop-signal'

export interface ServeOptions<Data> {
  /** Answers a request; undefined after `server.upgrade` took it over. */
  readonly fetch: (request: Request, server: Bun.Server<Data>) => Answer | Promise<Answer>
  readonly host: string
  readonly port: number
  readonly websocket?: Bun.WebSocketHandler<Data>
  /** Seconds; longer than a proxy in front keeps its connections, so that it closes first. */
  readonly idleTimeoutSeconds?: number
  /** Bytes; the last resort behind the limits that the routes set. */
  readonly maxRequestBodyBytes?: number
  readonly drainDelayMs: number
  readonly drainLimitMs?: number
  readonly readiness: Readiness
  readonly log: Logger
  /** Released in this order after the last reply: leases, connections, the embedded store last. */
  readonly onStop: readonly StopStep[]
}

type Answer = Response | undefined

export interface Serving {
  readonly url: string
  readonly port: number
  /** Drains once, however often it is called; resolves when everything is released. */
  stop(): Promise<void>
}

export type ServeResult =
  | { readonly ok: true; readonly serving: Serving }
  | { readonly ok: false; readonly message: string }

/** Listens and becomes ready. An address that cannot be taken is one sentence that says what to do. */
export function serve<Data = undefined>(options: ServeOptions<Data>): ServeResult {
  const { readiness } = options
  const sockets = new Set<Bun.ServerWebSocket<Data>>()
  const result = listen<Data>({
    hostname: options.host,
    port: options.port,
    idleTimeout: options.idleTimeoutSeconds ?? 120,
    maxRequestBodySize: options.maxRequestBodyBytes ?? 1024 * 1024,
    fetch: async (request: Request, server: Bun.Server<Data>) => {
      const response = await options.fetch(request, server)
      const isLast = readiness.state() === 'draining' && response !== undefined
      return isLast ? lastOnConnection(response) : response
    },
    error: (err: unknown) => {
      options.log.error('a request handler failed', { err })
      return new Response(null, { status: 500 })
    },
    websocket: tracked(options.websocket ?? { message: () => {} }, sockets),
  })
  if (!result.ok) return { ok: false, message: addressMessage(result.code, options) }
  const { server } = result
  const { drainLimitMs = 20_000, drainDelayMs, onStop, log } = options
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= drain({ server, sockets, readiness, drainDelayMs, drainLimitMs, onStop, log })
    return stopped
  }
  readiness.set('ready')
  return { ok: true, serving: { url: server.url.origin, port: server.port ?? 0, stop } }
}

/**
 * `serve` for a main program: SIGTERM, SIGINT and SIGHUP drain and end the process with code 0, a
 * second one ends it at once. An address that cannot be taken releases what was started, prints
 * the sentence and ends the process with code 1.
 */
export async function serveOrExit<Data = undefined>(options: ServeOptions<Data>): Promise<Serving> {
  const result = serve(options)
  if (!result.ok) {
    await release(options.onStop, options.log)
    process.stderr.write(`${result.message}\n`)
    return process.exit(1)
  }
  onStopSignal(async () => {
    await result.serving.stop()
    process.exit(0)
  })
  return result.serving
}

function lastOnConnection(response: Response): Response {
  const headers = new Headers(response.headers)
  headers.set('connection', 'close')
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  })
}

function tracked<Data>(
  handler: Bun.WebSocketHandler<Data>,
  sockets: Set<Bun.ServerWebSocket<Data>>,
): Bun.WebSocketHandler<Data> {
  return {
    ...handler,
    open: (socket) => {
      sockets.add(socket)
      return handler.open?.(socket)
    },
    close: (socket, code, reason) => {
      sockets.delete(socket)
      return handler.close?.(socket, code, reason)
    },
  }
}

function addressMessage(code: string, { host, port }: { host: string; port: number }): string {
  if (code === 'EADDRINUSE') {
    const free = port < 65_535 ? port + 1 : port - 1
    return `Port ${port} is already in use by another program; set PORT=${free} (or any free port) and start again.`
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return `Port ${port} is reserved for the system; set PORT to one above 1023 and start again.`
  }
  return `${host} is not an address of this machine; set HOST to one that is, such as 127.0.0.1, and start again.`
}
