import type { FeedResult, PriceFeed, Tick } from '../src/feeds/feed'
import { FeedLease } from '../src/market-feed/feed-lease'
import type { FeedMetrics } from '../src/market-feed/feed-metrics'
import { type MarketFeedDeps, MarketFeedWorker } from '../src/market-feed/market-feed-worker'
import { sleep } from '../src/sleep'
import { type AssetsFixture, catalogue, quiet } from './assets-fixture'

export const UNIT = 10n ** 12n

/** A feed whose prices a test sets, a tick at each poll. */
export const scripted = () => {
  let polls = 0
  const prices = new Map<string, bigint>([['BTC', 100n * UNIT]])
  let outcome: ((ticks: Tick[]) => FeedResult) | undefined
  const feed: PriceFeed = {
    source: 'simulated',
    pollMs: 1000,
    poll: async (now) => {
      polls += 1
      const ticks = [...prices].map(([symbol, price]) => ({ symbol, price, at: now }))
      return outcome?.(ticks) ?? { ok: true, ticks, unknown: [], skipped: [] }
    },
  }
  return {
    feed,
    polls: () => polls,
    set: (symbol: string, price: bigint) => prices.set(symbol, price),
    answer: (next: typeof outcome) => {
      outcome = next
    },
  }
}

const meters = () => {
  const seen: Record<string, unknown> = {}
  const add = (name: string, by: number) => {
    seen[name] = Number(seen[name] ?? 0) + by
  }
  const metrics: FeedMetrics = {
    accepted: (ticks) => add('accepted', ticks),
    refused: (reason, ticks) => add(`refused ${reason}`, ticks),
    failed: (reason) => add(`failed ${reason}`, 1),
    leading: (yes) => {
      seen['leading'] = yes
    },
    age: (ms) => {
      seen['age'] = ms
    },
    unknown: (symbols) => {
      seen['unknown'] = symbols
    },
  }
  return { seen, metrics }
}

/** A lease of its own for each process of a test. */
export const leaseOf = (
  assets: AssetsFixture,
  { owner = 'a', monthlyCalls = 10_000, ttlMs = 5000 } = {},
) => new FeedLease({ leases: assets.leases, owner, now: assets.clock.now, ttlMs, monthlyCalls })

/** A worker whose steps a test takes, with what it counted. */
export const workerOf = (
  assets: AssetsFixture,
  feed: PriceFeed,
  change: Partial<MarketFeedDeps> = {},
) => {
  const { seen, metrics } = meters()
  const deps: MarketFeedDeps = {
    feed,
    lease: leaseOf(assets),
    generation: 1n,
    choices: assets.choices,
    catalogue,
    assets: assets.assets,
    prices: assets.prices,
    shared: assets.shared,
    metrics,
    audit: assets.deps.audit,
    log: quiet,
    now: assets.clock.now,
    sleep,
    ...change,
  }
  const worker = new MarketFeedWorker(deps)
  const step = async (times = 1, everyMs = 1000) => {
    for (let done = 0; done < times; done++) {
      assets.clock.advance(everyMs)
      await worker.tick()
    }
  }
  return { worker, seen, step }
}

/** Bitcoin's price on the boards. */
export const btcOf = async (assets: AssetsFixture) =>
  (await assets.prices.all()).find((price) => price.symbol === 'BTC')
