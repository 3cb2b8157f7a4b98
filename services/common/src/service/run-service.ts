import { logCrashes } from '../runtime/crash-log'
import { type MetricsServer, serveMetrics } from '../runtime/metrics-server'
import { createReadiness, type Readiness } from '../runtime/readiness'
import { type Serving, serveOrExit } from '../runtime/serve'
import type { BaseKit } from './base-kit'

/** A service ready to serve: its app, and the workers that run beside it. */
export interface ServicePart<Data = undefined> {
  readonly fetch: (
    request: Request,
    server: Bun.Server<Data>,
  ) => Response | undefined | Promise<Response | undefined>
  readonly websocket?: Bun.WebSocketHandler<Data>
  readonly workers?: readonly Worker[]
  /** Answers `/internal/ledger` on the metrics port. */
  readonly ledger?: () => Response | Promise<Response>
  /** Ends open streams when the process drains. */
  readonly closeStreams?: () => void
}

/** Background work with a lease or a timer; `stop` gives the lease up. */
export interface Worker {
  readonly name: string
  readonly start: () => void | Promise<void>
  readonly stop: () => void | Promise<void>
}

export interface RunOptions<Data> {
  readonly kit: BaseKit
  readonly part: ServicePart<Data>
  readonly config: {
    readonly host: string
    readonly port: number
    readonly metricsPort: number
    readonly drainDelayMs: number
  }
  readonly readiness?: Readiness
  /** Released after everything else: the embedded store. */
  readonly last?: { readonly name: string; readonly run: () => Promise<void> }
}

/** Serves until a stop signal, then drains: workers, metrics and connections, the store last. */
export const runService = async <Data = undefined>(
  options: RunOptions<Data>,
): Promise<{ serving: Serving; metrics: MetricsServer }> => {
  const { kit, part, config } = options
  logCrashes(kit.log)
  const readiness = options.readiness ?? createReadiness()
  const metrics = serveMetrics({
    registry: kit.registry,
    host: config.host,
    port: config.metricsPort,
    ...(part.ledger ? { ledger: part.ledger } : {}),
  })
  const workers = part.workers ?? []
  const serving = await serveOrExit<Data>({
    fetch: part.fetch,
    ...(part.websocket ? { websocket: part.websocket } : {}),
    host: config.host,
    port: config.port,
    drainDelayMs: config.drainDelayMs,
    // The apps stop reading at their own limit and say so; the server's would answer nothing.
    maxRequestBodyBytes: 1024 ** 3,
    readiness: part.closeStreams ? closingStreams(readiness, part.closeStreams) : readiness,
    log: kit.log,
    onStop: [
      ...workers.map((worker) => ({ name: worker.name, run: () => worker.stop() })),
      { name: 'metrics', run: () => metrics.stop() },
      { name: 'connections', run: () => kit.close() },
      ...(options.last ? [options.last] : []),
    ],
  })
  for (const worker of workers) await worker.start()
  return { serving, metrics }
}

/** Streams have no end of their own: without this, a drain would wait for them to its limit. */
const closingStreams = (readiness: Readiness, close: () => void): Readiness => ({
  ...readiness,
  set: (state) => {
    readiness.set(state)
    if (state === 'draining') close()
  },
})
