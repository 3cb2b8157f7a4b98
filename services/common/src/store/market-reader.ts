import type { Asset, Price } from '../domain/asset'
import type { AssetDao } from './asset-dao'
import {
  ASSETS_CHANNEL,
  decodeBoard,
  decodePrices,
  encodeBoard,
  PRICES_CHANNEL,
  SHARED_PRICES_KEY,
  type SharedBoard,
} from './market-messages'
import type { PriceDao } from './price-dao'

/** What trading asks of the market: small, shared by every request, at most a second old. */
export interface Market {
  asset(symbol: string): Promise<Asset | undefined>
  assets(): Promise<ReadonlyMap<string, Asset>>
  price(symbol: string): Promise<Price | undefined>
  prices(): Promise<ReadonlyMap<string, Price>>
}

/** What processes share of the market; it never throws, and while it is away it finds nothing. */
export interface SharedMarket {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  subscribe(channel: string, listener: (message: string) => void): () => void
}

export interface MarketReaderDeps {
  readonly assets: Pick<AssetDao, 'all'>
  readonly prices: Pick<PriceDao, 'all'>
  /** Between memory and store; without it a process hears of nothing and reads the store itself. */
  readonly shared?: SharedMarket
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly ttlMs?: number
  /** Counts look-ups of `assets_memory`, `prices_memory` and `prices_shared`, by whether they hit. */
  readonly onHit?: (layer: string, hit: boolean) => void
}

const TTL_MS = 1000
const MAX_AHEAD_MS = 60_000

type Prices = ReadonlyMap<string, Price>

/**
 * Catalogue and prices from memory, prices then from the shared layer, then from the store; one read
 * under way at a time. What is told on the channels counts at once.
 */
export class MarketReader implements Market {
  readonly #deps: MarketReaderDeps
  readonly #assets: Kept<ReadonlyMap<string, Asset>>
  readonly #prices: Kept<Prices>
  readonly #unsubscribe: readonly (() => void)[]

  constructor(deps: MarketReaderDeps) {
    this.#deps = deps
    this.#assets = new Kept(timing(deps, 'assets_memory'), async () => ({
      at: deps.now(),
      value: bySymbol(await deps.assets.all()),
    }))
    this.#prices = new Kept(timing(deps, 'prices_memory'), (held) => this.#readPrices(held))
    this.#unsubscribe = deps.shared
      ? [
          deps.shared.subscribe(PRICES_CHANNEL, (message) => this.#hear(message)),
          deps.shared.subscribe(ASSETS_CHANNEL, () => this.#assets.forget()),
        ]
      : []
  }

  async asset(symbol: string): Promise<Asset | undefined> {
    return (await this.#assets.get()).get(symbol)
  }

  assets(): Promise<ReadonlyMap<string, Asset>> {
    return this.#assets.get()
  }

  async price(symbol: string): Promise<Price | undefined> {
    return (await this.#prices.get()).get(symbol)
  }

  prices(): Promise<Prices> {
    return this.#prices.get()
  }

  /** Listens no longer. */
  close(): void {
    for (const stop of this.#unsubscribe) stop()
  }

  async #readPrices(held: () => Prices | undefined): Promise<Aged<Prices>> {
    const { at, prices } = (await this.#sharedBoard()) ?? (await this.#storedBoard())
    // A message may have been faster than this read: an asset's time never goes back.
    return { at, value: merge(bySymbol(prices), held()) }
  }

  async #sharedBoard(): Promise<SharedBoard | undefined> {
    const { shared, onHit } = this.#deps
    if (!shared) return undefined
    const text = await shared.get(SHARED_PRICES_KEY)
    const board = text === undefined ? undefined : decodeBoard(text)
    const hit = board !== undefined && this.#isYoung(board.at) && board.prices.every(this.#isSane)
    onHit?.('prices_shared', hit)
    return hit ? board : undefined
  }

  async #storedBoard(): Promise<SharedBoard> {
    const { shared, now, prices, ttlMs = TTL_MS } = this.#deps
    const at = now()
    const board = { at, prices: await prices.all() }
    void shared?.set(SHARED_PRICES_KEY, encodeBoard(board), ttlMs)
    return board
  }

  #isYoung(at: number): boolean {
    return Math.abs(this.#deps.now() - at) < (this.#deps.ttlMs ?? TTL_MS)
  }

  /** A time far ahead would win over every true price to come. */
  readonly #isSane = ({ at }: Price): boolean => at <= this.#deps.now() + MAX_AHEAD_MS

  #hear(message: string): void {
    const changed = decodePrices(message)
    if (!changed || changed.length === 0) this.#prices.forget()
    else this.#prices.change((held) => replace(held, changed.filter(this.#isSane)))
  }
}

const timing = (deps: MarketReaderDeps, layer: string): KeptTiming => ({
  now: deps.now,
  ttlMs: deps.ttlMs ?? TTL_MS,
  onHit: (hit) => deps.onHit?.(layer, hit),
})

const bySymbol = <T extends { symbol: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.symbol, row]))

/** What was read, but for rows of which the same source's newer one is held. */
const merge = (read: Prices, held: Prices | undefined): Prices =>
  held ? new Map([...read].map(([symbol, row]) => [symbol, newer(row, held.get(symbol))])) : read

const replace = (held: Prices, changed: readonly Price[]): Prices => {
  const next = new Map(held)
  for (const row of changed) next.set(row.symbol, newer(row, held.get(row.symbol)))
  return next
}

const newer = (row: Price, held: Price | undefined): Price =>
  held && held.source === row.source && held.at > row.at ? held : row

interface Aged<T> {
  /** When it was true, in epoch milliseconds. */
  readonly at: number
  readonly value: T
}

interface KeptTiming {
  readonly now: () => number
  readonly ttlMs: number
  readonly onHit: (hit: boolean) => void
}

/** Reads once and keeps the answer; callers that come meanwhile share the read under way. */
class Kept<T> {
  readonly #timing: KeptTiming
  readonly #read: (held: () => T | undefined) => Promise<Aged<T>>
  #held: Aged<T> | undefined
  #underWay: Promise<T> | undefined
  #forgotten = 0

  constructor(keptTiming: KeptTiming, read: (held: () => T | undefined) => Promise<Aged<T>>) {
    this.#timing = keptTiming
    this.#read = read
  }

  get(): Promise<T> {
    const { now, ttlMs, onHit } = this.#timing
    const hit = this.#held !== undefined && now() - this.#held.at < ttlMs
    onHit(hit)
    if (hit && this.#held) return Promise.resolve(this.#held.value)
    this.#underWay ??= this.#load()
    return this.#underWay
  }

  /** Changes what is held; its age stays, so that a lost message costs a second at most. */
  change(by: (value: T) => T): void {
    if (this.#held) this.#held = { ...this.#held, value: by(this.#held.value) }
  }

  /** The next caller reads; a read under way began too early to count for it. */
  forget(): void {
    this.#forgotten += 1
    this.#held = undefined
    this.#underWay = undefined
  }

  #load(): Promise<T> {
    const begun = this.#forgotten
    const load = this.#read(() => this.#held?.value).then((read) => {
      if (begun === this.#forgotten) this.#held = read
      return read.value
    })
    const done = load.finally(() => {
      if (this.#underWay === done) this.#underWay = undefined
    })
    return done
  }
}
