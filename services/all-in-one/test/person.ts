import { type CallInput, type CallResult, createClient } from '@bourse/client/client'
import type { Endpoint } from '@bourse/contracts/endpoint'
import { login, register, type Tokens } from '@bourse/contracts/users'

export const PASSWORD = 'seven quiet otters paint'

/** Someone who uses the public API and nothing else; every answer is checked against its contract. */
export class Person {
  readonly name: string
  readonly password: string
  tokens: Tokens | undefined
  readonly #url: string

  constructor(url: string, name: string, password = PASSWORD) {
    this.#url = url
    this.name = name
    this.password = password
  }

  /** Any call, whatever comes of it. */
  call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<CallResult<E>> {
    const client = createClient({
      baseUrl: this.#url,
      transport: (request) => fetch(request),
      accessToken: () => this.tokens?.access_token,
      validate: true,
    })
    return client.call(endpoint, input)
  }

  /** A call that must succeed. @throws with the problem's code when it does not */
  async get<E extends Endpoint>(endpoint: E, input: CallInput<E>) {
    const result = await this.call(endpoint, input)
    if (!result.ok) {
      const { code, detail } = result.problem
      throw new Error(`${endpoint.operation} for ${this.name}: ${code}: ${detail}`)
    }
    return result.data
  }

  /** The code of a call that must be refused. @throws when it succeeds */
  async refusal<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<string> {
    const result = await this.call(endpoint, input)
    if (result.ok) throw new Error(`${endpoint.operation} for ${this.name} was not refused`)
    return `${result.status} ${result.problem.code}`
  }

  async signUp(): Promise<this> {
    await this.get(register, {
      body: {
        username: this.name,
        email: `${this.name}@example.com`,
        password: this.password,
        first_name: 'Ann',
        last_name: 'Example',
      },
    })
    return this.signIn()
  }

  async signIn(): Promise<this> {
    this.tokens = await this.get(login, { body: { username: this.name, password: this.password } })
    return this
  }
}
