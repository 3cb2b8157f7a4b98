import type { AccountEvent, ClientMessage, ServerMessage } from '@bourse/contracts/stream'
import { PriceStore } from './price-store'

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Lost at `since` (ms); prices on screen are from then. */
  | { readonly kind: 'reconnecting'; readonly since: number }
  /** Stopped by the person at `since` (ms). */
  | { readonly kind: 'paused'; readonly since: number }

export interface StreamDeps {
  readonly open: () => WebSocket
  /** The session's access token; undefined while signed out. */
  readonly token: () => Promise<string | undefined>
  readonly onAccountEvent: (event: AccountEvent) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly random: () => number
}

/** The one live connection of a tab: public prices, and after a token the account's own events. */
export class Stream {
  readonly prices = new PriceStore()
  readonly #deps: StreamDeps
  readonly #listeners = new Set<() => void>()
  #connection: Connection = { kind: 'connecting' }
  #socket: WebSocket | undefined
  #paused = false
  #hidden = false
  #failures = 0
  #heardAt = 0
  /** The last account event seen, to continue after; of one account, so gone with its session. */
  #seq: number | undefined
  #timers: ReturnType<typeof setInterval>[] = []
  #retry: ReturnType<typeof setTimeout> | undefined
  #reauthenticate: ReturnType<typeof setTimeout> | undefined

  constructor(deps: StreamDeps) {
    this.#deps = deps
  }

  readonly connection = (): Connection => this.#connection

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(): void {
    this.#timers = [
      setInterval(() => this.prices.flush(), FLUSH_MS),
      setInterval(() => this.#watch(), WATCH_MS),
    ]
    this.#connect()
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#drop()
  }

  /** Stops and continues the moving prices (WCAG 2.2.2). */
  readonly setPaused = (paused: boolean): void => {
    this.#paused = paused
    this.#send({ type: paused || this.#hidden ? 'pause' : 'resume' })
    if (paused) this.#set({ kind: 'paused', since: this.#deps.now() })
    else
      this.#set(this.#isOpen() ? { kind: 'live' } : { kind: 'reconnecting', since: this.#heardAt })
  }

  /** A tab that nobody sees needs no prices. */
  setHidden(hidden: boolean): void {
    this.#hidden = hidden
    if (!this.#paused) this.#send({ type: hidden ? 'pause' : 'resume' })
  }

  /** The network came or went: no need to wait for what a timer finds out. */
  setOnline(online: boolean): void {
    this.#drop()
    if (online) this.#connect()
    else this.#lost()
  }

  /** Another person, or none, is signed in: a connection serves one account. */
  restart(): void {
    this.#seq = undefined
    this.#drop()
    this.#connect()
  }

  #connect(): void {
    const socket = this.#deps.open()
    this.#socket = socket
    this.#heardAt = this.#deps.now()
    socket.onopen = () => this.#opened()
    socket.onmessage = ({ data }) => this.#hear(data)
    socket.onclose = () => {
      if (socket !== this.#socket) return
      this.#drop()
      this.#lost()
      this.#retry = setTimeout(() => this.#connect(), this.#backoffMs())
    }
  }

  #opened(): void {
    if (!this.#paused) this.#set({ kind: 'live' })
    if (this.#paused || this.#hidden) this.#send({ type: 'pause' })
    void this.#authenticate()
  }

  async #authenticate(): Promise<void> {
    const token = await this.#deps.token()
    if (token === undefined) return
    const from = this.#seq === undefined ? {} : { resume_from: this.#seq }
    this.#send({ type: 'authenticate', access_token: token, ...from })
  }

  #hear(data: unknown): void {
    this.#heardAt = this.#deps.now()
    const message = parseMessage(data)
    if (message !== undefined) this.#handle(message)
  }

  /** Shapes are the gateway's word: checking 400 prices a second costs more than it could tell. */
  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'prices_snapshot':
      case 'prices':
        this.#failures = 0
        if (!this.#paused) this.prices.put(message.data)
        break
      case 'authenticated':
        this.#renewBefore(Date.parse(message.expires_at))
        break
      case 'account_snapshot':
        this.#seq = message.seq
        break
      case 'account':
        this.#seq = message.seq
        this.#deps.onAccountEvent(message)
        break
      default:
    }
  }

  #renewBefore(expiresAt: number): void {
    clearTimeout(this.#reauthenticate)
    const inMs = Math.max(1000, expiresAt - this.#deps.now() - RENEW_BEFORE_MS)
    this.#reauthenticate = setTimeout(() => void this.#authenticate(), inMs)
  }

  /** A connection that says nothing for two heartbeats is dead, whatever the socket believes. */
  #watch(): void {
    const silentMs = this.#deps.now() - this.#heardAt
    if (this.#isOpen() && silentMs > SILENT_MS) this.#socket?.close()
    if (this.#connection.kind === 'reconnecting' && silentMs > DISTRUST_MS) this.prices.distrust()
  }

  #lost(): void {
    if (this.#paused || this.#connection.kind === 'reconnecting') return
    this.#set({ kind: 'reconnecting', since: this.#deps.now() })
  }

  #drop(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#reauthenticate)
    const socket = this.#socket
    this.#socket = undefined
    if (!socket) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }

  #backoffMs(): number {
    const longest = Math.min(MAX_BACKOFF_MS, 500 * 2 ** this.#failures)
    this.#failures += 1
    return longest * (0.5 + this.#deps.random() / 2)
  }

  #send(message: ClientMessage): void {
    if (this.#isOpen()) this.#socket?.send(JSON.stringify(message))
  }

  #isOpen(): boolean {
    return this.#socket?.readyState === OPEN
  }

  #set(connection: Connection): void {
    this.#connection = connection
    for (const listener of this.#listeners) listener()
  }
}

const parseMessage = (data: unknown): ServerMessage | undefined => {
  try {
    return JSON.parse(String(data)) as ServerMessage
  } catch {
    return undefined
  }
}

const OPEN = 1
const FLUSH_MS = 250
const WATCH_MS = 1000
const SILENT_MS = 35_000
const DISTRUST_MS = 3000
const RENEW_BEFORE_MS = 20_000
const MAX_BACKOFF_MS = 15_000
