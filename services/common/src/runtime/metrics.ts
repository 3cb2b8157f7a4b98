import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** A registry of its own for one process, with the process metrics that Bun can measure. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of unmeasurable) registry.removeSingleMetric(name)
  return registry
}

export interface HttpObservation {
  readonly service: string
  readonly method: string
  /** The route's template, such as `/api/v1/orders/{id}`, never the path of a request. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export interface HttpMetrics {
  observe(observation: HttpObservation): void
}

/** Counts and times requests. Series are bounded: past 2,000, routes are counted as `other`. */
export function httpMetrics(registry: Registry): HttpMetrics {
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to its answer',
    labelNames: ['service', 'method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const children = new Map<string, Child>()
  const childOf = ({ service, method, route, status }: HttpObservation): Child => {
    const verb = methods.has(method) ? method : 'OTHER'
    const key = `${service} ${verb} ${route} ${status}`
    const known = children.get(key)
    if (known !== undefined) return known
    if (children.size >= maxSeries) return histogram.labels(service, verb, 'other', `${status}`)
    const child = histogram.labels(service, verb, route, `${status}`)
    children.set(key, child)
    return child
  }
  return { observe: (observation) => childOf(observation).observe(observation.seconds) }
}

type Child = ReturnType<Histogram['labels']>

const maxSeries = 2000
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

// Bun reports nothing for these: series that are always 0 would only mislead.
const unmeasurable = [
  'nodejs_gc_duration_seconds',
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
]
