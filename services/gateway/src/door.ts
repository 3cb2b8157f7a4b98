import { isRejection, Outage, reject } from '@bourse/common/domain/rejection'
import { problemResponse, type Refusal } from '@bourse/common/http/problem'
import type { RequestRecord } from '@bourse/common/http/service-app'
import type { CrossOrigin } from './cross-origin'
import { beginExchange, type Exchange, type ExchangeDeps, type PeerSource } from './exchange'
import type { SecureHeaders } from './secure-headers'
import { ClientGone } from './upstream'

/** One line of the access log: never a raw path, a header or a body. Status 499: the client left. */
export interface AccessRecord extends RequestRecord {
  readonly traceId: string
  readonly upstream?: string
  readonly userId?: string
  /** Why an upstream gave no answer: `connection`, `timeout`, `breaker_open`. */
  readonly reason?: string
  readonly attempts?: number
}

export interface DoorDeps extends ExchangeDeps {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly record: (request: AccessRecord) => void
  /** Whether the process is on its way out: connections are not kept then. */
  readonly draining: () => boolean
  readonly secure: SecureHeaders
  readonly crossOrigin: CrossOrigin
}

/** Makes the answer of one exchange, or says why there is none. */
export type Handle = (x: Exchange) => Promise<Response | Refusal> | Response | Refusal

/** A path template, which is what logs and metrics call the route, with its handler. */
export interface DoorRoute {
  readonly template: string
  readonly handle: Handle
}

/** Runs a request of a route; every answer of the gateway leaves through here. */
export type Door = (
  route: DoorRoute,
  request: Request,
  peers: PeerSource | undefined,
) => Promise<Response>

/** One id, one log line, one shape for errors and the same headers for every request. */
export const createDoor =
  (deps: DoorDeps): Door =>
  async ({ template, handle }, request, peers) => {
    const started = deps.elapsed()
    const x = beginExchange(request, peers, deps)
    const { value, error, gone } = await attempt(() => handle(x))
    const response = isRejection(value) ? problemResponse(value, x.requestId) : value
    dress(response.headers, x, deps)
    deps.record({
      method: request.method,
      route: template,
      status: gone ? 499 : response.status,
      ms: deps.elapsed() - started,
      requestId: x.requestId,
      traceId: x.trace.traceId,
      ...x.notes,
      ...(isRejection(value) ? { code: value.rejected } : {}),
      ...(error === undefined ? {} : { error }),
    })
    return response
  }

interface Outcome {
  readonly value: Response | Refusal
  readonly error?: unknown
  readonly gone?: boolean
}

const attempt = async (call: () => ReturnType<Handle>): Promise<Outcome> => {
  try {
    return { value: await call() }
  } catch (error) {
    if (error instanceof ClientGone) return { value: LEFT, gone: true }
    return { value: error instanceof Outage ? error.rejection : CRASHED, error }
  }
}

const dress = (headers: Headers, x: Exchange, deps: DoorDeps): void => {
  for (const [name, value] of x.headers) headers.set(name, value)
  headers.set('x-request-id', x.requestId)
  deps.secure(headers)
  deps.crossOrigin.headers(x.request, headers)
  if (deps.draining()) headers.set('connection', 'close')
}

const CRASHED = reject('internal', '')
// Nobody reads it; it only has to be some answer.
const LEFT = reject('upstream_unavailable', '')
