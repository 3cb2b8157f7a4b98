import { API } from '@bourse/contracts/api'
import { type Endpoint, refusalsOf } from '@bourse/contracts/endpoint'
import { PROBLEMS, problem } from '@bourse/contracts/problem'

export interface RawCall {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  /** Sent as it is when a string or bytes, else as JSON. */
  readonly body?: unknown
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Every status that an endpoint declares: its success and those of its refusals. */
export const declaredStatuses = (endpoint: Endpoint): Set<number> =>
  new Set([
    ...(endpoint.neverSucceeds ? [] : [endpoint.success.status]),
    ...refusalsOf(endpoint).map((code) => PROBLEMS[code].status),
  ])

/** Sends raw requests, keeps which status each operation has answered, and holds answers to their contract. */
export class StatusRecorder {
  readonly #send: (request: Request) => Promise<Response>
  readonly #seen = new Map<string, Set<number>>()

  constructor(send: (request: Request) => Promise<Response>) {
    this.#send = send
  }

  /** The status and body; @throws for an answer that the contract does not declare */
  async call(operation: string, raw: RawCall = {}) {
    const endpoint = API[operation]
    if (!endpoint) throw new Error(`there is no operation ${operation}`)
    const response = await this.#send(toRequest(endpoint, raw))
    // biome-ignore lint/suspicious/noExplicitAny: a test reads answers as their reader would, untyped
    const body: any = response.status === 204 ? null : await response.json()
    this.#note(endpoint, response.status, body)
    return { status: response.status, body, headers: response.headers }
  }

  /** What is declared and was not seen, as `operation status`. */
  missing(of: readonly number[]): string[] {
    return Object.values(API).flatMap((endpoint) =>
      [...declaredStatuses(endpoint)]
        .filter((status) => of.includes(status))
        .filter((status) => !this.#seen.get(endpoint.operation)?.has(status))
        .map((status) => `${endpoint.operation} ${status}`),
    )
  }

  #note(endpoint: Endpoint, status: number, body: unknown): void {
    const { operation, success } = endpoint
    if (!declaredStatuses(endpoint).has(status)) {
      throw new Error(
        `${operation} answered ${status}, which it does not declare: ${JSON.stringify(body)}`,
      )
    }
    if (status >= 400) {
      const { code } = problem.parse(body)
      if (!refusalsOf(endpoint).includes(code))
        throw new Error(`${operation} does not declare ${code}`)
    } else success.body?.parse(body)
    this.#seen.set(operation, (this.#seen.get(operation) ?? new Set()).add(status))
  }
}

const toRequest = (endpoint: Endpoint, raw: RawCall): Request => {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => raw.params?.[name] ?? 'X')
  const isRaw = typeof raw.body === 'string' || raw.body instanceof Uint8Array
  return new Request(`http://gateway${path}${raw.query ? `?${raw.query}` : ''}`, {
    method: endpoint.method,
    headers: {
      ...(raw.token ? { authorization: `Bearer ${raw.token}` } : {}),
      ...(endpoint.method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(endpoint.idempotencyKey ? { 'idempotency-key': crypto.randomUUID() } : {}),
      ...raw.headers,
    },
    ...(raw.body === undefined
      ? {}
      : { body: isRaw ? (raw.body as string) : JSON.stringify(raw.body) }),
  })
}
