import { randomUUID } from 'node:crypto'
import { LocalChannels } from './local-channels'
import { MemorySharedState } from './memory'
import { RedisConnection } from './redis-connection'
import { CONSUME_SCRIPT, consumeArguments, readConsumed } from './redis-rate'
import type { OnHit, RateDecision, RateLimit, SharedState } from './shared-state'

export type RedisSharedStateOptions = {
  /** redis://[user:password@]host:port/db, or rediss:// for TLS. Never logged. */
  url: string
  /** Milliseconds since the epoch. */
  now: () => number
  deadlineMs?: number
  /** Begins every key and channel, so that installations can share a server. */
  prefix?: string
  onHit?: OnHit
  /** An outage shows here, once per failed attempt: count it, don't log each. */
  onError?: (error: unknown) => void
}

const LAYER = 'redis'
const DEADLINE_MS = 250
// Origin of a message: 36 characters of UUID, so that a process ignores the echo of its own.
const ORIGIN_LENGTH = 36

/** Shared state in Redis, with this process's memory as the insurance of limits and messages. */
export class RedisSharedState implements SharedState {
  readonly #options: RedisSharedStateOptions
  readonly #prefix: string
  readonly #commands: RedisConnection
  readonly #subscriber: RedisConnection
  readonly #insurance: MemorySharedState
  readonly #channels = new LocalChannels()
  readonly #origin = randomUUID()

  constructor(options: RedisSharedStateOptions) {
    this.#options = options
    this.#prefix = `${options.prefix ?? 'bourse'}:`
    this.#insurance = new MemorySharedState({ now: options.now })
    const { url, now, onError, deadlineMs = DEADLINE_MS } = options
    this.#commands = new RedisConnection({ url, now, onError, deadlineMs })
    this.#subscriber = new RedisConnection({ url, now, onError, deadlineMs })
    this.#subscriber.client.on('ready', () => this.#resubscribe())
    this.#subscriber.client.on('message', (channel, text) => this.#receive(channel, text))
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.#commands.ask((redis) => redis.get(this.#key(key)))
    const hit = typeof value === 'string'
    this.#options.onHit?.(LAYER, hit)
    return hit ? value : undefined
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    const lifetime = Math.floor(ttlMs)
    if (lifetime <= 0) return this.delete(key)
    await this.#commands.ask((redis) => redis.set(this.#key(key), value, 'PX', lifetime))
  }

  async delete(key: string): Promise<void> {
    await this.#commands.ask((redis) => redis.del(this.#key(key)))
  }

  async consume(bucket: string, rate: RateLimit): Promise<RateDecision> {
    const [windowUs, costUs] = consumeArguments(rate)
    const key = this.#bucket(bucket)
    const reply = await this.#commands.ask((redis) =>
      redis.eval(CONSUME_SCRIPT, 1, key, windowUs, costUs),
    )
    return readConsumed(reply, rate) ?? this.#insurance.consume(bucket, rate)
  }

  async refill(bucket: string): Promise<void> {
    await this.#insurance.refill(bucket)
    await this.#commands.ask((redis) => redis.del(this.#bucket(bucket)))
  }

  async publish(channel: string, message: string): Promise<void> {
    this.#channels.deliver(channel, message)
    const text = `${this.#origin}${message}`
    await this.#commands.ask((redis) => redis.publish(this.#key(channel), text))
  }

  subscribe(channel: string, listener: (message: string) => void): () => void {
    const isFirst = !this.#channels.has(channel)
    const stop = this.#channels.subscribe(channel, listener)
    if (isFirst) this.#subscriber.tell((redis) => redis.subscribe(this.#key(channel)))
    return () => {
      const wasHeard = this.#channels.has(channel)
      stop()
      if (!wasHeard || this.#channels.has(channel)) return
      this.#subscriber.tell((redis) => redis.unsubscribe(this.#key(channel)))
    }
  }

  async healthy(): Promise<boolean> {
    const pong = await this.#commands.ask((redis) => redis.ping())
    return pong === 'PONG' && this.#subscriber.ready()
  }

  async close(): Promise<void> {
    this.#channels.clear()
    this.#commands.close()
    this.#subscriber.close()
    await this.#insurance.close()
  }

  #resubscribe(): void {
    const channels = this.#channels.channels().map((channel) => this.#key(channel))
    if (channels.length > 0) this.#subscriber.tell((redis) => redis.subscribe(...channels))
  }

  #receive(channel: string, text: string): void {
    if (text.startsWith(this.#origin)) return
    this.#channels.deliver(channel.slice(this.#prefix.length), text.slice(ORIGIN_LENGTH))
  }

  #key(name: string): string {
    return `${this.#prefix}${name}`
  }

  #bucket(name: string): string {
    return `${this.#prefix}rate:${name}`
  }
}
