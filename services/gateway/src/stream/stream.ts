import { type Rejection, reject } from '@bourse/common/domain/rejection'
import type { Exchange } from '../exchange'
import { PriceFeed, type PriceFeedDeps } from './price-feed'
import { StreamClient } from './stream-client'
import type { StreamDoor, UpgradeServer } from './stream-door'
import { type SessionDeps, StreamSession } from './stream-session'

export interface StreamDeps extends PriceFeedDeps, SessionDeps {
  /** Tells of each session that ends; returns how to stop. See `watchRevocations`. */
  readonly onRevoked: (listener: (sessionId: string) => void) => () => void
  /** Connections that one address may hold; 100 unless given. */
  readonly maxPerAddress?: number
}

/** What belongs to one WebSocket. */
export interface StreamData {
  readonly address: string
  readonly addressKey: string
  client?: StreamClient
  session?: StreamSession
}

type ServerSocket = Bun.ServerWebSocket<StreamData>

const UPDATE_MS = 250
const HEARTBEAT_MS = 15_000

/** The live stream: public prices for everyone, and after a token the account's own events. */
export class Stream implements StreamDoor {
  readonly #deps: StreamDeps
  readonly #feed: PriceFeed
  readonly #sockets = new Set<StreamData>()
  readonly #perAddress = new Map<string, number>()
  #timers: ReturnType<typeof setInterval>[] = []
  #stopListening: (() => void) | undefined

  constructor(deps: StreamDeps) {
    this.#deps = deps
    this.#feed = new PriceFeed(deps)
  }

  /** How many connections are open. */
  get size(): number {
    return this.#sockets.size
  }

  start(): void {
    this.#feed.start()
    this.#timers = [
      setInterval(() => this.update(), UPDATE_MS),
      setInterval(() => this.beat(), HEARTBEAT_MS),
    ]
    this.#stopListening = this.#deps.onRevoked((sessionId) => this.#revoked(sessionId))
  }

  /** Ends the subscriptions; the sockets are closed by the server's drain. */
  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#stopListening?.()
    this.#feed.stop()
    for (const data of this.#sockets) data.session?.end()
  }

  async open(x: Exchange, server: UpgradeServer): Promise<'upgraded' | Rejection> {
    const { address, addressKey } = x
    const open = this.#perAddress.get(addressKey) ?? 0
    if (open >= (this.#deps.maxPerAddress ?? 100)) return TOO_MANY
    // Counted before the connection opens: a hundred at once must not all pass.
    this.#perAddress.set(addressKey, open + 1)
    const data: StreamData = { address, addressKey }
    if (server.upgrade(x.request, { data })) return 'upgraded'
    this.#release(addressKey)
    return NOT_A_WEBSOCKET
  }

  /** For `Bun.serve`. */
  readonly websocket: Bun.WebSocketHandler<StreamData> = {
    // Above our own limit, so that a message that is too long gets its answer first.
    maxPayloadLength: 64 * 1024,
    // The last resort: congestion stops everything but errors long before this.
    backpressureLimit: 4 * 1024 * 1024,
    closeOnBackpressureLimit: true,
    idleTimeout: 60,
    open: (socket) => this.#opened(socket),
    message: (socket, text) => {
      void socket.data.session?.receive(text)
    },
    drain: (socket) => socket.data.client?.drained(),
    close: (socket) => this.#closed(socket.data),
  }

  /** Sends what changed since the last call; called four times a second. */
  update(): void {
    const changed = this.#feed.takeChanged()
    let text: string | undefined
    const shared = () => {
      text ??= JSON.stringify({ type: 'prices', data: this.#feed.prices(changed) })
      return text
    }
    for (const { client, session } of this.#sockets) {
      session?.checkExpiry()
      client?.update(changed, shared)
    }
  }

  /** Sends a heartbeat to everyone; called every 15 s. */
  beat(): void {
    const at = new Date(this.#deps.now()).toISOString()
    for (const { client, session } of this.#sockets) {
      client?.beat(at)
      session?.forgetMessages()
    }
  }

  #opened(socket: ServerSocket): void {
    const { data } = socket
    const client = new StreamClient(socket, this.#feed)
    data.client = client
    data.session = new StreamSession(this.#deps, client, data.address)
    this.#sockets.add(data)
    client.sendSnapshot()
  }

  #closed(data: StreamData): void {
    data.client?.ended()
    data.session?.end()
    this.#sockets.delete(data)
    this.#release(data.addressKey)
  }

  #release(addressKey: string): void {
    const open = (this.#perAddress.get(addressKey) ?? 1) - 1
    if (open > 0) this.#perAddress.set(addressKey, open)
    else this.#perAddress.delete(addressKey)
  }

  #revoked(sessionId: string): void {
    for (const { session } of this.#sockets) {
      if (session?.sessionId === sessionId) session.revoked()
    }
  }
}

const TOO_MANY = reject('rate_limited', 'Close a stream first: this address has too many open.', {
  retryAfterMs: 10_000,
})
const NOT_A_WEBSOCKET = reject('malformed_request', 'Open this path as a WebSocket.')
