import { LRUCache } from 'lru-cache'
import { LocalChannels } from './local-channels'
import { decideRate } from './rate-decision'
import type { OnHit, RateDecision, RateLimit, SharedState } from './shared-state'

export type MemorySharedStateOptions = {
  /** Milliseconds since the epoch. */
  now: () => number
  maxEntries?: number
  maxBuckets?: number
  /** Characters of all values together. */
  maxLength?: number
  onHit?: OnHit
}

type Entry = { value: string; until: number }

const LAYER = 'memory'

/** Shared state of a single process: bounded, with lifetimes, gone with the process. */
export class MemorySharedState implements SharedState {
  readonly #options: MemorySharedStateOptions
  readonly #entries: LRUCache<string, Entry>
  readonly #buckets: LRUCache<string, number>
  readonly #channels = new LocalChannels()

  constructor(options: MemorySharedStateOptions) {
    this.#options = options
    this.#buckets = new LRUCache({ max: options.maxBuckets ?? 100_000 })
    this.#entries = new LRUCache({
      max: options.maxEntries ?? 50_000,
      maxSize: options.maxLength ?? 64 * 1024 * 1024,
      sizeCalculation: ({ value }, key) => value.length + key.length + 1,
    })
  }

  async get(key: string): Promise<string | undefined> {
    const entry = this.#entries.get(key)
    const live = entry !== undefined && entry.until > this.#options.now()
    this.#options.onHit?.(LAYER, live)
    if (live) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    if (ttlMs > 0) this.#entries.set(key, { value, until: this.#options.now() + ttlMs })
    else this.#entries.delete(key)
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key)
  }

  async consume(bucket: string, rate: RateLimit): Promise<RateDecision> {
    const step = decideRate(this.#buckets.get(bucket), this.#options.now(), rate)
    this.#buckets.set(bucket, step.fullAtMs)
    return step.decision
  }

  async refill(bucket: string): Promise<void> {
    this.#buckets.delete(bucket)
  }

  async publish(channel: string, message: string): Promise<void> {
    this.#channels.deliver(channel, message)
  }

  subscribe(channel: string, listener: (message: string) => void): () => void {
    return this.#channels.subscribe(channel, listener)
  }

  async healthy(): Promise<boolean> {
    return true
  }

  async close(): Promise<void> {
    this.#entries.clear()
    this.#buckets.clear()
    this.#channels.clear()
  }
}
