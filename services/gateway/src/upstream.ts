import type { ServiceClient } from '@bourse/common/runtime/service-client'
import { type BreakerOptions, createBreaker } from './circuit-breaker'
import { retryBudget } from './retry-budget'
import type { UpstreamName } from './routing-table'

/** A whole answer of an upstream. */
export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

/** No answer that could be used; `error` is for the log alone. */
export interface Failure {
  readonly kind: 'failure'
  readonly reason: 'connection' | 'timeout' | 'breaker_open'
  readonly error?: unknown
}

export interface UpstreamCall {
  /** Built anew for each attempt. */
  readonly request: (signal: AbortSignal) => Request
  readonly deadlineMs: number
  /** Whether a second attempt does no harm. */
  readonly repeatable: boolean
  /** Aborted when the client has gone. */
  readonly client: AbortSignal
}

export type Sent = (Answer | Failure) & { readonly attempts: number }

/** Thrown when the client has gone: nobody waits for an outcome, and the upstream is not to blame. */
export class ClientGone extends Error {}

export interface Upstream {
  readonly name: UpstreamName
  /** Sends within the deadline, through the breaker, with one retry of a read that got no answer. */
  send(call: UpstreamCall): Promise<Sent>
}

export interface UpstreamOptions extends BreakerOptions {
  readonly name: UpstreamName
  readonly client: ServiceClient
}

/** Wraps the way to a service in deadline, retry and breaker. */
export const createUpstream = ({ name, client, ...breaking }: UpstreamOptions): Upstream => {
  const budget = retryBudget()
  const breaker = createBreaker<Sent>(isOwnFailure, breaking)
  const sendOnce = async (call: UpstreamCall, trial: boolean): Promise<Sent> => {
    budget.earn()
    const first = await attempt(client, call, trial)
    const unreached = first.kind === 'failure' && first.reason === 'connection'
    if (!unreached || !call.repeatable || !budget.spend()) return { ...first, attempts: 1 }
    return { ...(await attempt(client, call, trial)), attempts: 2 }
  }
  return {
    name,
    send: async (call) => (await breaker.run((trial) => sendOnce(call, trial))) ?? OPEN,
  }
}

const OPEN: Sent = { kind: 'failure', reason: 'breaker_open', attempts: 0 }

/** A 503 with a problem is a service that works and says "not now": its store or a price is to blame. */
const isOwnFailure = (sent: Sent): boolean => {
  if (sent.kind === 'failure') return true
  if (sent.status === 500) return true
  return sent.status > 500 && !isProblem(sent.headers)
}

/** Whether the body says what is wrong in the API's own form. */
export const isProblem = (headers: Headers): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') === true

const attempt = async (
  client: ServiceClient,
  call: UpstreamCall,
  trial: boolean,
): Promise<Answer | Failure> => {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), call.deadlineMs)
  const signal = trial ? deadline.signal : AbortSignal.any([deadline.signal, call.client])
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    signal.throwIfAborted()
    return await Promise.race([fetchWhole(client, call.request(signal)), aborted.promise])
  } catch (error) {
    if (deadline.signal.aborted) return { kind: 'failure', reason: 'timeout' }
    if (signal.aborted) throw new ClientGone()
    return { kind: 'failure', reason: 'connection', error }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** Answers are taken whole: one that breaks off is a failure of the upstream, never half a 200. */
const fetchWhole = async (client: ServiceClient, request: Request): Promise<Answer> => {
  const response = await client.fetch(request)
  const body = new Uint8Array(await response.arrayBuffer())
  return { kind: 'answer', status: response.status, headers: response.headers, body }
}
