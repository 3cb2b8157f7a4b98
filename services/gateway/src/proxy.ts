import { isRejection } from '@bourse/common/domain/rejection'
import type { Refusal } from '@bourse/common/http/problem'
import type { ServiceClient } from '@bourse/common/runtime/service-client'
import { type AdmitDeps, admit } from './admit'
import { canonicalPath } from './canonical-path'
import type { Handle } from './door'
import type { Exchange } from './exchange'
import type { LimitClass } from './rate-limit'
import { type Body, readBody } from './read-body'
import { relay } from './relay'
import { type Row, UPSTREAMS, type UpstreamName } from './routing-table'
import { createUpstream, type Upstream } from './upstream'
import { upstreamHeaders } from './upstream-headers'

export interface ProxyDeps extends AdmitDeps {
  readonly upstreams: Readonly<Record<UpstreamName, ServiceClient>>
  readonly timing?: { readonly deadlineMs?: number; readonly breakerOpenMs?: number }
  readonly onBreakerOpen?: (upstream: UpstreamName) => void
}

export interface Proxy {
  /** Admits a request of a row, takes its body and relays the upstream's answer. */
  readonly relayTo: (row: Row) => Handle
  /** The public keys of access tokens, from users. */
  readonly relayKeys: Handle
}

/** The way to the services, each behind a breaker of its own. */
export const createProxy = (deps: ProxyDeps): Proxy => {
  const upstreams = Object.fromEntries(
    UPSTREAMS.map((name) => [name, upstreamOf(name, deps)]),
  ) as Record<UpstreamName, Upstream>
  const forward = async (x: Exchange, to: Forwarding): Promise<Response | Refusal> => {
    const upstream = upstreams[to.upstream]
    const { signal: client } = x.request
    const sent = await upstream.send({
      request: (signal) => upstreamRequest(x, to, signal),
      deadlineMs: deps.timing?.deadlineMs ?? DEADLINES_MS[to.limit],
      repeatable: isRead(x.request),
      client,
    })
    x.notes.upstream = upstream.name
    x.notes.attempts = sent.attempts
    if (sent.kind === 'failure') x.notes.reason = sent.reason
    return relay(sent)
  }
  return {
    relayTo: (row) => async (x) => {
      const refusal = await admit(x, row, deps)
      if (refusal) return refusal
      const body = await readBody(x.request, BODY_DEADLINE_MS)
      if (isRejection(body)) return body
      return forward(x, { ...row, body })
    },
    relayKeys: async (x) => {
      const refusal = await deps.takeLimit('public', x.addressKey, x.headers)
      return refusal ?? forward(x, { upstream: 'users', limit: 'public', body: NO_BODY })
    },
  }
}

interface Forwarding {
  readonly upstream: UpstreamName
  readonly limit: LimitClass
  readonly body: Body
}

const upstreamOf = (name: UpstreamName, deps: ProxyDeps): Upstream =>
  createUpstream({
    name,
    client: deps.upstreams[name],
    onOpen: () => deps.onBreakerOpen?.(name),
    ...(deps.timing?.breakerOpenMs === undefined
      ? {}
      : { halfOpenAfterMs: deps.timing.breakerOpenMs }),
  })

const upstreamRequest = (x: Exchange, to: Forwarding, signal: AbortSignal): Request => {
  const { method, url } = x.request
  const target = `http://${to.upstream}${canonicalPath(x.request)}${new URL(url).search}`
  const headers = upstreamHeaders(x, to.upstream)
  const hasBody = !isRead(x.request) && to.body.length > 0
  if (!hasBody) headers.delete('content-type')
  return new Request(target, { method, headers, signal, ...(hasBody ? { body: to.body } : {}) })
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD'

const NO_BODY: Body = new Uint8Array()
const BODY_DEADLINE_MS = 10_000
// Sign-in waits in a short queue for its password hash; the others are a few store calls.
const DEADLINES_MS: Readonly<Record<LimitClass, number>> = {
  auth: 15_000,
  public: 10_000,
  read: 10_000,
  trade: 10_000,
}
