import type { CallInput, CallResult } from '@bourse/client/client'
import type { Endpoint } from '@bourse/contracts/endpoint'
import { ApiError, type Failure } from './failure'

/** The body of a success. */
export type Data<E extends Endpoint> = Extract<CallResult<E>, { readonly ok: true }>['data']

export type Outcome<E extends Endpoint> =
  | { readonly ok: true; readonly data: Data<E>; readonly replayed: boolean }
  | { readonly ok: false; readonly failure: Failure }

/** The platform's API as the app uses it. */
export interface Api {
  /** For what a person does: a refusal is a value to show beside the form. Never throws but on abort. */
  call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<Outcome<E>>
  /** For what a page shows, in a `queryFn`. @throws ApiError */
  read<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<Data<E>>
}

/** Where access tokens come from; `undefined` while signed out. */
export interface TokenSource {
  token(): Promise<string | undefined>
  /** A token after `rejected` was refused; undefined when the session has ended. */
  renew(rejected: string | undefined): Promise<string | undefined>
}

/** Calls with the session's token; on a 401 renews it once and sends the same request again. */
export const createApi = (tokens: TokenSource): Api => {
  const call: Api['call'] = async (endpoint, input) => {
    if (endpoint.role === 'public') return send(endpoint, input, undefined)
    const token = await tokens.token()
    const first = await send(endpoint, input, token)
    if (first.ok || !isUnauthenticated(first.failure)) return first
    const renewed = await tokens.renew(token)
    return renewed === undefined ? first : send(endpoint, input, renewed)
  }
  return {
    call,
    read: async (endpoint, input) => {
      const outcome = await call(endpoint, input)
      if (outcome.ok) return outcome.data
      throw new ApiError(outcome.failure)
    },
  }
}

/** Sends one request. The checking client loads with its first use, so public pages stay light. */
export const send = async <E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  token: string | undefined,
): Promise<Outcome<E>> => {
  try {
    const { contractClient } = await import('./contract-client')
    const result = await contractClient(() => token).call(endpoint, input)
    if (result.ok) return { ok: true, data: result.data, replayed: result.replayed }
    return { ok: false, failure: refused(result) }
  } catch (error) {
    return { ok: false, failure: failureOf(error) }
  }
}

const refused = (result: Extract<CallResult<Endpoint>, { readonly ok: false }>): Failure => {
  const seconds = Number(result.headers.get('retry-after') ?? Number.NaN)
  const retry = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}
  return { kind: 'refused', status: result.status, problem: result.problem, ...retry }
}

const isUnauthenticated = (failure: Failure): boolean =>
  failure.kind === 'refused' && failure.problem.code === 'unauthenticated'

/** A fetch that never arrived is a TypeError; an abort stays one, since nobody waits any more. */
const failureOf = (error: unknown): Failure => {
  if (error instanceof DOMException && error.name === 'AbortError') throw error
  if (error instanceof TypeError) return { kind: 'unreachable' }
  return { kind: 'unexpected', message: error instanceof Error ? error.message : String(error) }
}
