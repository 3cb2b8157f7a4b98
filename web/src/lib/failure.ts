import type { Problem, ProblemCode } from '@bourse/contracts/problem'

/** Why a call brought nothing: the API refused, nobody answered, or the answer was not of this API. */
export type Failure =
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly problem: Problem
      /** What `Retry-After` asks for. */
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unexpected'; readonly message: string }

/** A failure thrown, for React Query, which takes errors only. */
export class ApiError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(describeFailure(failure))
    this.name = 'ApiError'
    this.failure = failure
  }
}

/** A sentence for people; the API's own words where it gave any. */
export const describeFailure = (failure: Failure): string => {
  if (failure.kind === 'unreachable') return 'Bourse does not answer. Check the connection.'
  if (failure.kind === 'unexpected') return 'The answer could not be read.'
  return `${failure.problem.detail ?? failure.problem.title}`.replace(/[^.!?]$/, '$&.')
}

/** The id to quote when asking for help; only the API gives one. */
export const requestIdOf = (error: unknown): string | undefined => {
  const failure = error instanceof ApiError ? error.failure : undefined
  return failure?.kind === 'refused' ? failure.problem.request_id : undefined
}

/** Whether the API refused with one of the codes. */
export const isRefusal = (failure: Failure, ...codes: readonly ProblemCode[]): boolean =>
  failure.kind === 'refused' && codes.includes(failure.problem.code)

/** Whether the same request may succeed later without a change: an outage, a limit, a lost connection. */
export const isPassing = (failure: Failure): boolean =>
  failure.kind === 'unreachable' ||
  (failure.kind === 'refused' && (failure.status >= 500 || failure.status === 429))
