import { type Asset, isStale, type Price } from '@bourse/common/domain/asset'
import { formatPrice } from '@bourse/common/domain/money'
import type { Market } from '@bourse/common/store/market-reader'

/** One price as the stream carries it. */
export interface PriceLine {
  readonly symbol: string
  readonly price: string
  readonly at: string
  readonly stale: boolean
}

/** What one reader was told so far, and what it has to be told next. */
export interface PriceDiff {
  /** Every price. @throws StoreUnavailable */
  snapshot(): Promise<readonly PriceLine[]>
  /** The prices that changed since the last call, staleness included; goes by memory in an outage. */
  changed(): Promise<readonly PriceLine[]>
}

/** Compares the market with what was told: a reader that misses a step gets the newest state alone. */
export const createPriceDiff = (
  market: Pick<Market, 'assets' | 'prices'>,
  now: () => number,
): PriceDiff => {
  const told = new Map<string, PriceLine>()
  let known: MarketNow | undefined
  const read = async () => {
    const [assets, prices] = await Promise.all([market.assets(), market.prices()])
    known = { assets, prices }
    return known
  }
  const tell = (lines: readonly PriceLine[]) => {
    for (const line of lines) told.set(line.symbol, line)
    return lines
  }
  return {
    snapshot: async () => tell(linesOf(await read(), now())),
    changed: async () => {
      const state = await read().catch(() => known)
      const lines = state ? linesOf(state, now()) : []
      return tell(lines.filter((line) => differs(line, told.get(line.symbol))))
    },
  }
}

interface MarketNow {
  readonly assets: ReadonlyMap<string, Asset>
  readonly prices: ReadonlyMap<string, Price>
}

const linesOf = ({ assets, prices }: MarketNow, now: number): PriceLine[] =>
  [...prices.values()].flatMap((price) => {
    const asset = assets.get(price.symbol)
    return asset ? [lineOf(price, isStale(price, asset.maxAgeMs, now))] : []
  })

const lineOf = (price: Price, stale: boolean): PriceLine => ({
  symbol: price.symbol,
  price: formatPrice(price.price),
  at: new Date(price.at).toISOString(),
  stale,
})

const differs = (line: PriceLine, told: PriceLine | undefined): boolean =>
  !told || told.price !== line.price || told.at !== line.at || told.stale !== line.stale
