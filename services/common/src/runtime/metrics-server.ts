import type { Registry } from 'prom-client'
import { listen } from './listen'

export interface MetricsServerOptions {
  readonly registry: Registry
  readonly host: string
  readonly port: number
  /** Answers `/internal/ledger`; without it that path is 404. */
  readonly ledger?: (request: Request) => Response | Promise<Response>
}

export interface MetricsServer {
  readonly port: number
  /** One sentence for the operator when the port that was asked for is not the one taken. */
  readonly notice?: string
  stop(): Promise<void>
}

/**
 * Serves `/metrics` and `/internal/ledger` away from the public door. A busy port never stops the
 * start: the next free one of twenty is taken, else any.
 */
export function serveMetrics(options: MetricsServerOptions): MetricsServer {
  const { host, port } = options
  const fetch = (request: Request) => answer(request, options)
  const candidates = Array.from({ length: 20 }, (_, step) => port + step)
  for (const candidate of [...candidates.filter((number) => number <= 65_535), 0]) {
    const result = listen({ hostname: host, port: candidate, fetch, idleTimeout: 30 })
    if (!result.ok && result.code === 'EADDRINUSE') continue
    if (!result.ok) throw new Error(`cannot listen for metrics: ${result.code}`)
    const { server } = result
    const taken = server.port ?? 0
    const running = { port: taken, stop: () => server.stop(true) }
    if (port === 0 || taken === port) return running
    const notice = `Port ${port} (METRICS_PORT) is in use; metrics are on port ${taken} instead.`
    return { ...running, notice }
  }
  throw new Error('no port is free for metrics')
}

async function answer(request: Request, options: MetricsServerOptions): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (request.method !== 'GET')
    return new Response(null, { status: 405, headers: { allow: 'GET' } })
  if (pathname === '/internal/ledger' && options.ledger) return options.ledger(request)
  if (pathname !== '/metrics') return new Response(null, { status: 404 })
  const headers = { 'content-type': options.registry.contentType }
  return new Response(await options.registry.metrics(), { headers })
}
