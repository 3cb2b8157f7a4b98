import type { ProblemCode } from '@bourse/contracts/problem'

/** An expected refusal: a stable code, a sentence that says what to do, the field that it is about. */
export interface Rejection {
  readonly rejected: ProblemCode
  readonly detail: string
  readonly field?: string
  readonly retryAfterMs?: number
}

/** Builds a refusal. */
export const reject = (
  code: ProblemCode,
  detail: string,
  more: { field?: string; retryAfterMs?: number } = {},
): Rejection => ({ rejected: code, detail, ...more })

/** Tells a refusal from any other outcome. */
export const isRejection = (outcome: unknown): outcome is Rejection =>
  typeof outcome === 'object' && outcome !== null && 'rejected' in outcome

/** An exception that means "not now" rather than a bug: it answers with its own 503, never with a 500. */
export class Outage extends Error {
  readonly rejection: Rejection

  constructor(rejection: Rejection, options?: ErrorOptions) {
    super(rejection.detail, options)
    this.name = 'Outage'
    this.rejection = rejection
  }
}
