import type { Asset, Price } from '../domain/asset'
import type { AssetDao } from './asset-dao'
import type { PriceDao } from './price-dao'

/** What trading asks of the market: small, shared by every request, at most a second old. */
export interface Market {
  asset(symbol: string): Promise<Asset | undefined>
  assets(): Promise<ReadonlyMap<string, Asset>>
  price(symbol: string): Promise<Price | undefined>
  prices(): Promise<ReadonlyMap<string, Price>>
}

export interface MarketReaderDeps {
  readonly assets: Pick<AssetDao, 'all'>
  readonly prices: Pick<PriceDao, 'all'>
  /** Milliseconds, any origin. */
  readonly now: () => number
  readonly ttlMs?: number
  /** Counts hits and misses of the memory layer. */
  readonly onHit?: (layer: 'memory' | 'store', what: 'assets' | 'prices') => void
}

/** Keeps catalogue and prices in memory for a second, with one read under way at a time. */
export class MarketReader implements Market {
  readonly #assets: () => Promise<ReadonlyMap<string, Asset>>
  readonly #prices: () => Promise<ReadonlyMap<string, Price>>

  constructor(deps: MarketReaderDeps) {
    this.#assets = kept(deps, 'assets', async () => bySymbol(await deps.assets.all()))
    this.#prices = kept(deps, 'prices', async () => bySymbol(await deps.prices.all()))
  }

  async asset(symbol: string): Promise<Asset | undefined> {
    return (await this.#assets()).get(symbol)
  }

  assets(): Promise<ReadonlyMap<string, Asset>> {
    return this.#assets()
  }

  async price(symbol: string): Promise<Price | undefined> {
    return (await this.#prices()).get(symbol)
  }

  prices(): Promise<ReadonlyMap<string, Price>> {
    return this.#prices()
  }
}

const bySymbol = <T extends { symbol: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.symbol, row]))

/** Reads once and keeps the answer; callers that come meanwhile share the read under way. */
const kept = <T>(
  deps: MarketReaderDeps,
  what: 'assets' | 'prices',
  read: () => Promise<T>,
): (() => Promise<T>) => {
  let value: { at: number; of: T } | undefined
  let underWay: Promise<T> | undefined
  const load = async () => {
    const at = deps.now()
    const of = await read()
    value = { at, of }
    return of
  }
  return () => {
    if (value && deps.now() - value.at < (deps.ttlMs ?? 1000)) {
      deps.onHit?.('memory', what)
      return Promise.resolve(value.of)
    }
    deps.onHit?.('store', what)
    underWay ??= load().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}
