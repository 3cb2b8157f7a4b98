import type { Endpoint } from '@bourse/contracts/endpoint'
import { type Problem, problem } from '@bourse/contracts/problem'
import type { z } from 'zod'

/** Sends one request: `fetch`, an app's own `fetch`, or a fake. */
export type Transport = (request: Request) => Promise<Response>

export interface ClientOptions {
  /** Where the gateway is, for example `http://localhost:8080`. */
  readonly baseUrl: string
  readonly transport: Transport
  /** The access token as of now; undefined while signed out. */
  readonly accessToken?: () => string | undefined
  /** Checks every body against its contract; costs CPU, so tests and the web app choose. */
  readonly validate?: boolean
}

type Given<S, Name extends string> = S extends z.ZodType
  ? { readonly [N in Name]: z.input<S> }
  : unknown
type Optional<S, Name extends string> = S extends z.ZodType
  ? { readonly [N in Name]?: z.input<S> }
  : unknown
type Key<E extends Endpoint> = E['idempotencyKey'] extends true
  ? { readonly idempotencyKey: string }
  : unknown

/** What a call of the endpoint takes, as its contract says. */
export type CallInput<E extends Endpoint> = Given<E['params'], 'params'> &
  Optional<E['query'], 'query'> &
  Given<E['body'], 'body'> &
  Key<E> & { readonly signal?: AbortSignal }

export type CallResult<E extends Endpoint> =
  | {
      readonly ok: true
      readonly status: number
      readonly data: E['success']['body'] extends z.ZodType ? z.output<E['success']['body']> : null
      readonly replayed: boolean
      readonly headers: Headers
    }
  | {
      readonly ok: false
      readonly status: number
      readonly problem: Problem
      readonly headers: Headers
    }

/** A server answered with something that is not of this API. */
export class UnexpectedAnswer extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnexpectedAnswer'
  }
}

/** Calls endpoints of the public API; refusals are values. */
export interface Client {
  /** @throws UnexpectedAnswer when the answer is not of the contract; the transport's own errors */
  readonly call: <E extends Endpoint>(endpoint: E, input: CallInput<E>) => Promise<CallResult<E>>
}

/** Makes a typed client over any transport. */
export const createClient = (options: ClientOptions): Client => ({
  call: async (endpoint, input) => {
    const response = await options.transport(buildRequest(options, endpoint, input as AnyInput))
    return readResponse(options, endpoint, response)
  },
})

interface AnyInput {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

const buildRequest = (options: ClientOptions, endpoint: Endpoint, input: AnyInput): Request => {
  const url = new URL(fillPath(endpoint.path, input.params ?? {}), options.baseUrl)
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  const headers = new Headers({ accept: 'application/json' })
  const token = options.accessToken?.()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (input.idempotencyKey !== undefined) headers.set('idempotency-key', input.idempotencyKey)
  if (input.body !== undefined) headers.set('content-type', 'application/json')
  return new Request(url.href, {
    method: endpoint.method,
    headers,
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal ? { signal: input.signal } : {}),
  })
}

const fillPath = (path: string, params: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

const readResponse = async <E extends Endpoint>(
  options: ClientOptions,
  endpoint: E,
  response: Response,
): Promise<CallResult<E>> => {
  const { status, headers } = response
  const body = status === 204 ? null : await readJson(endpoint, response)
  if (status >= 400) {
    const parsed = problem.safeParse(body)
    if (parsed.success) return { ok: false, status, problem: parsed.data, headers }
    throw new UnexpectedAnswer(`${endpoint.operation} answered ${status} without a problem body`)
  }
  return {
    ok: true,
    status,
    data: checked(options, endpoint, body) as never,
    replayed: headers.get('idempotent-replayed') === 'true',
    headers,
  }
}

const readJson = async (endpoint: Endpoint, response: Response): Promise<unknown> => {
  try {
    return await response.json()
  } catch (cause) {
    throw new UnexpectedAnswer(`${endpoint.operation} answered ${response.status} without JSON`, {
      cause,
    })
  }
}

const checked = (options: ClientOptions, endpoint: Endpoint, body: unknown): unknown => {
  const schema = endpoint.success.body
  if (!options.validate || schema === null) return body
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new UnexpectedAnswer(`${endpoint.operation} broke its contract: ${parsed.error.message}`)
}
