import type { FeedSource } from '@bourse/common/domain/asset'
import type { Minor } from '@bourse/common/domain/money'

/** Where prices come from. Polled by one process at a time, the holder of the feed's lease. */
export interface PriceFeed {
  readonly source: FeedSource
  readonly pollMs: number
  /** Fetches one tick of every asset; `now` in epoch milliseconds. Never throws for an outage. */
  poll(now: number): Promise<FeedResult>
}

/** One observed price: USD per whole unit times 10^12, and the source's own time in epoch milliseconds. */
export interface Tick {
  readonly symbol: string
  readonly price: Minor
  readonly at: number
}

/** A row that the feed answered and that nobody may trade on. */
export interface SkippedRow {
  readonly symbol: string
  readonly reason: SkipReason
}

export type SkipReason =
  | 'no_price'
  | 'invalid_price'
  | 'absurd_price'
  | 'invalid_time'
  | 'future_time'
  | 'repeated'

export type FeedFailure =
  | 'budget_exhausted'
  | 'rate_limited'
  | 'unauthorized'
  | 'server_error'
  | 'unexpected_status'
  | 'timeout'
  | 'network'
  | 'too_large'
  | 'invalid_body'

export type FeedResult =
  | {
      readonly ok: true
      readonly ticks: readonly Tick[]
      /** Symbols that the feed doesn't know. */
      readonly unknown: readonly string[]
      readonly skipped: readonly SkippedRow[]
    }
  | { readonly ok: false; readonly reason: FeedFailure; readonly retryAfterMs: number }
