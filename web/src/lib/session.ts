import type { Profile, Tokens } from '@bourse/contracts/users'

export type SessionState =
  /** Not known yet: the cookie is being exchanged. */
  | { readonly kind: 'restoring' }
  | { readonly kind: 'signed-in'; readonly user: Profile }
  /** It ended while in use: the page stays, with its forms, under a dialog. */
  | { readonly kind: 'expired'; readonly user: Profile }
  | { readonly kind: 'signed-out' }
  /** Nobody answers; whether we are signed in is unknown. */
  | { readonly kind: 'unreachable' }

export type Refreshed =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'ended' }
  | { readonly kind: 'unreachable' }

export interface SessionDeps {
  /** Exchanges the httpOnly cookie for new tokens. */
  readonly refresh: () => Promise<Refreshed>
  readonly logout: (token: string) => Promise<void>
  /** To the other tabs of this browser. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>
  /** Whether this browser signed in before: no secret, it only spares strangers a refused request. */
  readonly knownHere: { get(): boolean; set(known: boolean): void }
  readonly now: () => number
}

/** Who is signed in. The access token is in this object alone; the refresh token never meets a script. */
export class Session {
  readonly #deps: SessionDeps
  readonly #listeners = new Set<() => void>()
  #state: SessionState = { kind: 'restoring' }
  #token: { readonly value: string; readonly expiresAt: number } | undefined
  #refreshing: Promise<string | undefined> | undefined

  constructor(deps: SessionDeps) {
    this.#deps = deps
    deps.channel.onmessage = (event: MessageEvent) => this.#hear(event.data)
  }

  readonly state = (): SessionState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The state once it is known; the first call asks the server. */
  readonly settle = async (): Promise<SessionState> => {
    const { kind } = this.#state
    if (kind !== 'restoring' && kind !== 'unreachable') return this.#state
    if (this.#deps.knownHere.get()) await this.#refresh()
    else this.#set({ kind: 'signed-out' })
    return this.#state
  }

  /** A token good for the next seconds; undefined while signed out. */
  readonly token = async (): Promise<string | undefined> => {
    await this.settle()
    if (this.#token && this.#token.expiresAt - this.#deps.now() > RENEW_BEFORE_MS) {
      return this.#token.value
    }
    return this.#state.kind === 'signed-in' ? this.#refresh() : undefined
  }

  /** A token after `rejected` was refused; all who ask meanwhile share one exchange. */
  readonly renew = async (rejected: string | undefined): Promise<string | undefined> => {
    if (this.#token && this.#token.value !== rejected) return this.#token.value
    return this.#state.kind === 'signed-in' ? this.#refresh() : undefined
  }

  /** Takes the tokens of a login. */
  readonly signIn = (tokens: Tokens): void => {
    this.#accept(tokens)
    this.#deps.channel.postMessage({ kind: 'signed-in', user: tokens.user.id })
  }

  /** Ends the session here, in the other tabs and on the server, in this order. */
  readonly signOut = async (): Promise<void> => {
    const token = this.#token?.value
    this.#forget({ kind: 'signed-out' })
    this.#deps.channel.postMessage({ kind: 'signed-out' })
    if (token !== undefined) await this.#deps.logout(token)
  }

  /** Shows a changed profile at once. */
  readonly update = (user: Profile): void => {
    if (this.#state.kind === 'signed-in') this.#set({ kind: 'signed-in', user })
  }

  #refresh(): Promise<string | undefined> {
    this.#refreshing ??= this.#exchange().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #exchange(): Promise<string | undefined> {
    const refreshed = await this.#deps.refresh()
    if (refreshed.kind === 'tokens') {
      this.#accept(refreshed.tokens)
      return refreshed.tokens.access_token
    }
    if (refreshed.kind === 'ended') this.#end()
    else if (this.#state.kind === 'restoring') this.#set({ kind: 'unreachable' })
    return undefined
  }

  #accept(tokens: Tokens): void {
    const expiresAt = this.#deps.now() + tokens.expires_in * 1000
    this.#token = { value: tokens.access_token, expiresAt }
    this.#deps.knownHere.set(true)
    this.#set({ kind: 'signed-in', user: tokens.user })
  }

  #end(): void {
    const state = this.#state
    this.#forget(
      state.kind === 'signed-in' ? { kind: 'expired', user: state.user } : { kind: 'signed-out' },
    )
  }

  #forget(state: SessionState): void {
    this.#token = undefined
    this.#deps.knownHere.set(false)
    this.#set(state)
  }

  #hear(message: unknown): void {
    const { kind, user } = (message ?? {}) as { kind?: unknown; user?: unknown }
    if (kind === 'signed-out' && this.#state.kind !== 'signed-out') {
      this.#forget({ kind: 'signed-out' })
    }
    const mine = this.#state.kind === 'signed-in' ? this.#state.user.id : undefined
    if (kind === 'signed-in' && user !== mine) void this.#refresh()
  }

  #set(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

const RENEW_BEFORE_MS = 30_000
