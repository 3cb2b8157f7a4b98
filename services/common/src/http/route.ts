import type { Endpoint } from '@bourse/contracts/endpoint'
import type { SessionId, UserId } from '@bourse/contracts/ids'
import type { z } from 'zod'
import type { Rejection } from '../domain/rejection'

/** Who asks, as the access token says; the session was live a second ago at most. */
export interface Identity {
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly role: 'customer' | 'admin'
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler gets: parsed input, the caller, and the request for headers alone. */
export interface RouteContext<E extends Endpoint> {
  readonly params: Parsed<E['params']>
  readonly query: Parsed<E['query']>
  readonly body: Parsed<E['body']>
  readonly idempotencyKey: E['idempotencyKey'] extends true ? string : undefined
  readonly identity: E['role'] extends 'public' ? undefined : Identity
  readonly requestId: string
  /** The client's address as the gateway saw it, for throttles and the audit trail. */
  readonly ip: string
  readonly request: Request
}

/** A success: the body that the contract declares, or 304 for an unchanged one. */
export interface Reply<E extends Endpoint> {
  readonly body: E['success']['body'] extends z.ZodType ? z.input<E['success']['body']> : null
  readonly replayed?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly notModified?: boolean
}

/** An endpoint with its handler. */
export interface Route {
  readonly endpoint: Endpoint
  readonly handle: (context: RouteContext<Endpoint>) => Promise<Reply<Endpoint> | Rejection>
}

/** Binds a handler to its endpoint: input and reply are typed by the contract. */
export const route = <E extends Endpoint>(
  endpoint: E,
  handle: (context: RouteContext<E>) => Promise<Reply<E> | Rejection>,
): Route => ({
  endpoint,
  // The service app calls each handler with what its own endpoint parsed.
  handle: handle as unknown as Route['handle'],
})
