import type { PriceFeed } from './feed'

const SIMULATED_MAX_AGE_MS = 15_000
const POLLS_BEFORE_STALE = 2.5

/** How old a price of this feed may be, in milliseconds, before nobody may trade on it. */
export const maxAgeMs = (feed: Pick<PriceFeed, 'source' | 'pollMs'>): number =>
  feed.source === 'simulated' ? SIMULATED_MAX_AGE_MS : Math.round(feed.pollMs * POLLS_BEFORE_STALE)
