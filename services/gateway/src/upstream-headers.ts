import type { Exchange } from './exchange'
import type { UpstreamName } from './routing-table'

/**
 * The headers of a request to an upstream: what is named here and nothing else. Whatever a client
 * says about identity, addresses, proxies, methods or connections stays outside.
 */
export const upstreamHeaders = (x: Exchange, upstream: UpstreamName): Headers => {
  const given = x.request.headers
  const headers = new Headers()
  for (const name of PASSED) {
    const value = given.get(name)
    if (value !== null) headers.set(name, value)
  }
  const cookie = given.get('cookie')
  // Only users reads the refresh cookie; nobody else should be able to lose it.
  if (cookie !== null && upstream === 'users') headers.set('cookie', cookie)
  const state = given.get('tracestate')
  if (state !== null && x.trace.given) headers.set('tracestate', state)
  headers.set('traceparent', x.trace.traceparent)
  headers.set('x-request-id', x.requestId)
  headers.set('x-client-ip', x.address)
  return headers
}

const PASSED = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'origin',
  'sec-fetch-site',
  'user-agent',
]
