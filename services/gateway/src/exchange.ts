import { addressKey, clientAddress } from './client-address'
import { type TraceContext, traceContext } from './trace-context'

/** What of `Bun.Server` the gateway asks for: the address at the other end. */
export interface PeerSource {
  requestIP(request: Request): { readonly address: string } | null
}

/** One request on its way through the gateway. */
export interface Exchange {
  readonly request: Request
  readonly requestId: string
  readonly trace: TraceContext
  readonly address: string
  /** What per-address limits count by. */
  readonly addressKey: string
  /** Added to the answer, whatever it is. */
  readonly headers: Headers
  /** What is known for the log by the time of the answer. */
  readonly notes: Notes
}

export interface Notes {
  upstream?: string
  userId?: string
  reason?: string
  attempts?: number
}

export interface ExchangeDeps {
  readonly newRequestId: () => string
  /** That many random bytes as hexadecimal digits. */
  readonly randomHex: (bytes: number) => string
  readonly trustedProxies: number
}

/** Begins an exchange with an id of our own; the client's is only ever repeated to the client. */
export const beginExchange = (
  request: Request,
  peers: PeerSource | undefined,
  deps: ExchangeDeps,
): Exchange => {
  const address = clientAddress({
    socket: peers?.requestIP(request)?.address,
    forwardedFor: request.headers.get('x-forwarded-for'),
    trustedProxies: deps.trustedProxies,
  })
  const headers = new Headers()
  const clientId = request.headers.get('x-request-id')
  if (clientId && CLIENT_ID.test(clientId)) headers.set('x-client-request-id', clientId)
  return {
    request,
    requestId: deps.newRequestId(),
    trace: traceContext(request.headers.get('traceparent'), deps.randomHex),
    address,
    addressKey: addressKey(address),
    headers,
    notes: {},
  }
}

const CLIENT_ID = /^[A-Za-z0-9_-]{8,64}$/
