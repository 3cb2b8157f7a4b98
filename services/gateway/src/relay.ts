import { type Rejection, reject } from '@bourse/common/domain/rejection'
import type { ProblemCode } from '@bourse/contracts/problem'
import { type Answer, isProblem, type Sent } from './upstream'

/** The upstream's answer for the client, or the refusal that stands for what is none. */
export const relay = (sent: Sent): Response | Rejection => {
  if (sent.kind === 'failure') return UNAVAILABLE
  const fault = faultOf(sent)
  if (fault !== undefined) return fault
  const headers = new Headers(sent.headers)
  for (const name of NOT_RELAYED) headers.delete(name)
  const body = BODILESS.has(sent.status) ? null : sent.body
  return new Response(body, { status: sent.status, headers })
}

/** An upstream speaks JSON or problem+json; anything else is a proxy's or a crash's page. */
const faultOf = ({ status, headers }: Answer): Rejection | undefined => {
  if (isProblem(headers) || BODILESS.has(status)) return undefined
  if (status >= 200 && status < 300) {
    return headers.get('content-type')?.startsWith('application/json') ? undefined : UNAVAILABLE
  }
  const code = CODES[status]
  if (code !== undefined) return reject(code, '')
  return status < 500 && status >= 400 ? reject('internal', '') : UNAVAILABLE
}

const UNAVAILABLE = reject('upstream_unavailable', 'Try again in a moment.', { retryAfterMs: 1000 })
const BODILESS: ReadonlySet<number> = new Set([204, 304])
const CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  431: 'malformed_request',
  500: 'internal',
}
// The body was taken whole, so its length is known anew; the rest is between the two servers.
const NOT_RELAYED = [
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'date',
  'access-control-allow-origin',
  'access-control-allow-credentials',
]
