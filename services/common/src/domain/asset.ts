import type { Minor } from './money'

export type FeedSource = 'simulated' | 'coingecko'

/** What trading needs to know of an asset; limits in minor USD. */
export interface Asset {
  readonly symbol: string
  readonly name: string
  readonly decimals: number
  readonly minNotional: Minor
  readonly maxNotional: Minor
  readonly status: 'active' | 'halted'
  readonly haltedBy: 'admin' | 'feed' | null
  readonly maxAgeMs: number
}

/** A mid price: USD per whole unit times 10^12, and the source's time in epoch milliseconds. */
export interface Price {
  readonly symbol: string
  readonly price: Minor
  readonly at: number
  readonly source: FeedSource
}

/** What a buyer pays and a seller gets: mid plus and minus half the spread, rounded against the customer. */
export const askAndBid = (mid: Minor, spreadBps: number): { ask: Minor; bid: Minor } => {
  const half = mid * BigInt(spreadBps)
  return { ask: mid + (half + 19_999n) / 20_000n, bid: mid - (half + 19_999n) / 20_000n }
}

/** A price older than the asset's limit may be shown, dimmed, but nobody trades on it. */
export const isStale = (price: Pick<Price, 'at'>, maxAgeMs: number, now: number): boolean =>
  now - price.at > maxAgeMs
