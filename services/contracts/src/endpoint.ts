import type { z } from 'zod'
import type { ProblemCode } from './problem'

export type Role = 'public' | 'customer' | 'admin'

/** One operation of the public API as data: the vocabulary of services, gateway, client and OpenAPI. */
export interface Endpoint {
  /** OpenAPI operationId, unique. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Whole path with `{name}` parameters. */
  readonly path: `/api/v1/${string}`
  readonly role: Role
  readonly tag: string
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Required on operations that move money; answered with 400 when absent. */
  readonly idempotencyKey?: true
  /** Success status and body; `null` is an empty body. */
  readonly success: { readonly status: 200 | 201 | 204; readonly body: z.ZodType | null }
  /** Nothing can succeed yet: clients see no success declared. */
  readonly neverSucceeds?: true
  /** Refusals of its own, besides those that role, input and outages bring (see `refusalsOf`). */
  readonly refusals?: readonly ProblemCode[]
}

/** Declares an endpoint and keeps its literal types. */
export const endpoint = <const E extends Endpoint>(declared: E): E => declared

/** Every problem code that the endpoint may answer: its own and those its shape implies. */
export const refusalsOf = (e: Endpoint): readonly ProblemCode[] => [
  ...new Set<ProblemCode>([
    ...(e.role === 'public' ? [] : (['unauthenticated'] as const)),
    ...(e.role === 'admin' ? (['forbidden'] as const) : []),
    ...(e.body ? (['malformed_request', 'body_too_large', 'unsupported_media_type'] as const) : []),
    ...(e.idempotencyKey ? (['idempotency_key_required'] as const) : []),
    ...(e.body || e.query || e.params ? (['invalid_request'] as const) : []),
    ...(e.refusals ?? []),
    'rate_limited',
    'internal',
    'store_unavailable',
    'upstream_unavailable',
  ]),
]
