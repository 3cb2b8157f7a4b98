import { PROBLEMS, type Problem } from '@bourse/contracts/problem'
import type { Rejection } from '../domain/rejection'

export interface FieldError {
  readonly field: string
  readonly message: string
}

/** A refusal found while reading the request: a rejection with a list of fields. */
export type Refusal = Rejection & { readonly errors?: readonly FieldError[] }

/** The one way to answer an error: RFC 9457 `application/problem+json` with its code's status. */
export const problemResponse = (
  refusal: Refusal,
  requestId: string,
  headers: Record<string, string> = {},
): Response => {
  const { status, title } = PROBLEMS[refusal.rejected]
  const errors = refusal.errors ?? fieldOf(refusal)
  const body: Problem = {
    type: `urn:bourse:problem:${refusal.rejected}`,
    title,
    status,
    code: refusal.rejected,
    ...(refusal.detail ? { detail: refusal.detail } : {}),
    request_id: requestId,
    ...(status === 422 ? { errors: [...(errors ?? [])] } : {}),
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...retryAfter(status, refusal),
      ...headers,
    },
  })
}

const fieldOf = (refusal: Refusal): FieldError[] =>
  refusal.field === undefined ? [] : [{ field: refusal.field, message: refusal.detail }]

const retryAfter = (status: number, { retryAfterMs }: Refusal): Record<string, string> =>
  status === 503 || status === 429
    ? { 'retry-after': String(Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000))) }
    : {}
