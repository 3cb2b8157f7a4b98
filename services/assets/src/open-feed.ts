import type { FeedSource } from '@bourse/common/domain/asset'
import type { CatalogueAsset } from './catalogue/catalogue'
import { CoinGeckoFeed } from './feeds/coingecko-feed'
import type { PriceFeed } from './feeds/feed'
import { simulatedFeed } from './feeds/simulated-feed'

export interface FeedSettings {
  readonly catalogue: readonly CatalogueAsset[]
  readonly simulatedSeed: number
  readonly coingeckoUrl: string
  readonly coingeckoApiKey: string | undefined
  readonly coingeckoMonthlyCalls: number
}

/** Builds the feed of a source; `spend` takes a call from the month's budget. */
export const openFeed = (
  source: FeedSource,
  settings: FeedSettings,
  spend: () => Promise<boolean>,
): PriceFeed =>
  source === 'simulated'
    ? simulatedFeed({ seed: String(settings.simulatedSeed), assets: settings.catalogue })
    : new CoinGeckoFeed({
        ...coinGeckoAccess(settings),
        assets: settings.catalogue,
        pollMs: coinGeckoPollMs(settings.coingeckoMonthlyCalls),
        spend,
      })

/**
 * Whether CoinGecko answers with a price within three seconds. The one call is made at the first
 * start of an installation, before there is a budget to take it from.
 */
export const coinGeckoAnswers = async (settings: FeedSettings, now: number): Promise<boolean> => {
  const feed = new CoinGeckoFeed({
    ...coinGeckoAccess(settings),
    assets: settings.catalogue.slice(0, 1),
    pollMs: SHORTEST_POLL_MS,
    timeoutMs: PROBE_TIMEOUT_MS,
    spend: async () => true,
  })
  const result = await feed.poll(now)
  return result.ok && result.ticks.length > 0
}

/** A lease outlives the slowest poll; a feed of seconds is taken over within seconds. */
export const leaseTtlMs = (source: FeedSource): number => (source === 'simulated' ? 5000 : 30_000)

/** Every five minutes, or less often when the month's budget would not last 31 days. */
export const coinGeckoPollMs = (monthlyCalls: number): number =>
  Math.max(SHORTEST_POLL_MS, Math.ceil(LONGEST_MONTH_MS / monthlyCalls))

const SHORTEST_POLL_MS = 300_000
const LONGEST_MONTH_MS = 31 * 86_400_000
const PROBE_TIMEOUT_MS = 3000

const coinGeckoAccess = ({ coingeckoUrl, coingeckoApiKey }: FeedSettings) => ({
  baseUrl: coingeckoUrl,
  apiKey:
    coingeckoApiKey === undefined
      ? undefined
      : { plan: planOf(coingeckoUrl), key: coingeckoApiKey },
})

/** Paid keys are good at the `pro-` host alone, demo keys everywhere else. */
const planOf = (url: string): 'demo' | 'pro' =>
  new URL(url).hostname.startsWith('pro-') ? 'pro' : 'demo'
