import type { ServerMessage, StreamPrice } from '@bourse/contracts/stream'

/** The connection under a client; `Bun.ServerWebSocket` is one. */
export interface Socket {
  send(text: string): number
  close(code: number, reason: string): void
  getBufferedAmount(): number
}

export interface PriceSource {
  prices(symbols?: Iterable<string>): StreamPrice[]
}

// More than this unsent means that the client reads too slowly: prices then wait and are merged.
const CONGESTED_BYTES = 64 * 1024
const MAX_REASON = 100

/**
 * One connection's outgoing side. Prices are never queued: a client that cannot take them is owed a
 * set of symbols, and gets their latest prices once it can.
 */
export class StreamClient {
  readonly #socket: Socket
  readonly #source: PriceSource
  #owed = new Set<string>()
  #symbols: ReadonlySet<string> | undefined
  #paused = false
  #counter = 0
  #closed = false
  #waiting: (() => void)[] = []

  constructor(socket: Socket, source: PriceSource) {
    this.#socket = socket
    this.#source = source
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Everything that the client watches, at once. */
  sendSnapshot(): void {
    this.#owed.clear()
    this.send({ type: 'prices_snapshot', data: this.#source.prices(this.#symbols) })
  }

  /** Watches these symbols alone from now on; none of them means all again. */
  subscribe(symbols: readonly string[]): void {
    this.#symbols = symbols.length === 0 ? undefined : new Set(symbols)
    this.#paused = false
    this.sendSnapshot()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.sendSnapshot()
  }

  /** Sends what changed, or remembers that it is owed. `shared` is the text for whoever watches all. */
  update(changed: ReadonlySet<string>, shared: () => string): void {
    if (this.#paused) return
    const isFree = !this.isCongested()
    if (isFree && this.#owed.size === 0 && this.#symbols === undefined) {
      if (changed.size > 0) this.#write(shared())
      return
    }
    for (const symbol of changed) if (this.#watches(symbol)) this.#owed.add(symbol)
    if (isFree && this.#owed.size > 0) this.#settle()
  }

  /** A sign of life that also shows a client which ones it missed. */
  beat(at: string): void {
    this.#counter += 1
    if (this.isCongested()) return
    this.send({ type: 'heartbeat', at, counter: this.#counter })
  }

  send(message: ServerMessage): void {
    this.#write(JSON.stringify(message))
  }

  /** Sends an account's line as soon as the client can take it; false when it is gone. */
  async sendInOrder(line: string): Promise<boolean> {
    while (this.isCongested() && !this.#closed) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.push(resolve)
      await promise
    }
    if (!this.#closed) this.#write(line)
    return !this.#closed
  }

  /** The connection can take more. */
  drained(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  /** Says why and ends the connection. */
  fail(code: string, detail: string, closeCode: CloseCode): void {
    if (this.#closed) return
    this.send({ type: 'error', code, detail })
    this.#socket.close(closeCode, detail.slice(0, MAX_REASON))
    this.ended()
  }

  /** The connection is gone. */
  ended(): void {
    this.#closed = true
    this.drained()
  }

  isCongested(): boolean {
    return this.#socket.getBufferedAmount() > CONGESTED_BYTES
  }

  #watches(symbol: string): boolean {
    return this.#symbols === undefined || this.#symbols.has(symbol)
  }

  #settle(): void {
    const data = this.#source.prices(this.#owed)
    this.#owed = new Set()
    this.send({ type: 'prices', data })
  }

  #write(text: string): void {
    if (!this.#closed) this.#socket.send(text)
  }
}

/** 1008: what the client sent is refused; 1013: try again later; 4401: sign in again. */
export type CloseCode = 1008 | 1013 | 4401
