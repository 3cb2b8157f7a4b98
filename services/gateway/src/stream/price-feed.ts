import type { ServiceClient } from '@bourse/common/runtime/service-client'
import { type StreamPrice, streamPrice } from '@bourse/contracts/stream'
import { z } from 'zod'
import { backoffMs, pause } from './backoff'
import { ndjsonLines } from './ndjson'

export interface PriceFeedDeps {
  readonly assets: ServiceClient
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly random: () => number
}

const priceLine = z.object({
  type: z.enum(['snapshot', 'prices']),
  data: z.array(streamPrice).max(5000),
})

// Longer than a restart of assets; after that nobody knows what the market does.
const LOST_AFTER_MS = 10_000

/** The latest prices, from one subscription to assets, however many clients there are. */
export class PriceFeed {
  readonly #deps: PriceFeedDeps
  readonly #latest = new Map<string, StreamPrice>()
  #changed = new Set<string>()
  #running: AbortController | undefined
  #heardAt: number

  constructor(deps: PriceFeedDeps) {
    this.#deps = deps
    this.#heardAt = deps.now()
  }

  /** Subscribes until `stop`, again and again with growing pauses. */
  start(): void {
    if (this.#running) return
    this.#running = new AbortController()
    void this.#run(this.#running.signal)
  }

  stop(): void {
    this.#running?.abort()
    this.#running = undefined
  }

  /** All prices, or those of some symbols. */
  prices(symbols?: Iterable<string>): StreamPrice[] {
    if (symbols === undefined) return [...this.#latest.values()]
    return [...symbols].flatMap((symbol) => this.#latest.get(symbol) ?? [])
  }

  /** The symbols that changed since the last call. */
  takeChanged(): ReadonlySet<string> {
    if (this.#deps.now() - this.#heardAt >= LOST_AFTER_MS) this.#markStale()
    const changed = this.#changed
    if (changed.size > 0) this.#changed = new Set()
    return changed
  }

  /** Takes one line of the subscription; a line that is none of ours is dropped. */
  accept(line: string): void {
    this.#heardAt = this.#deps.now()
    const parsed = priceLine.safeParse(parse(line))
    if (!parsed.success) return
    for (const price of parsed.data.data) {
      this.#latest.set(price.symbol, price)
      this.#changed.add(price.symbol)
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      if (await this.#subscribe(signal)) failures = 0
      await pause(backoffMs(failures, this.#deps.random), signal)
    }
  }

  /** Reads until the subscription ends; whether it brought anything. */
  async #subscribe(signal: AbortSignal): Promise<boolean> {
    let heard = false
    try {
      const request = new Request('http://assets/internal/stream/prices', { signal })
      const response = await this.#deps.assets.fetch(request)
      if (!response.ok || !response.body) return false
      for await (const line of ndjsonLines(response.body, { signal })) {
        if (signal.aborted) return heard
        this.accept(line)
        heard = true
      }
    } catch {
      // Every way to lose the subscription is answered alike: by the next attempt.
    }
    return heard
  }

  #markStale(): void {
    for (const [symbol, price] of this.#latest) {
      if (price.stale) continue
      this.#latest.set(symbol, { ...price, stale: true })
      this.#changed.add(symbol)
    }
  }
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
