import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { isStale } from '@bourse/common/domain/asset'
import { type AssetsFixture, catalogue, startAssets } from '../../test/assets-fixture'
import { type CoinGeckoStandIn, startCoinGeckoStandIn } from '../../test/coingecko-stand-in'
import { btcOf, leaseOf, workerOf } from '../../test/feed-fixture'
import { CoinGeckoFeed } from '../feeds/coingecko-feed'
import { maxAgeMs } from '../feeds/max-age'

let assets: AssetsFixture
let standIn: CoinGeckoStandIn
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())
beforeEach(async () => {
  await assets.reset()
  assets.audited.length = 0
  assets.clock.advance(3_600_000)
  standIn = startCoinGeckoStandIn({ now: assets.clock.now })
})
afterEach(() => standIn.stop())

describe('a worker on CoinGecko', () => {
  const POLL_MS = 300_000

  const gecko = (options: { monthlyCalls?: number; owner?: string } = {}) => {
    const lease = leaseOf(assets, { ...options, ttlMs: 30_000 })
    const feed = new CoinGeckoFeed({
      assets: catalogue,
      baseUrl: standIn.url,
      pollMs: POLL_MS,
      timeoutMs: 2000,
      spend: () => lease.spend(),
    })
    return { ...workerOf(assets, feed, { lease }), feed }
  }

  test('is asked every five minutes, and the lease renewed in between', async () => {
    const { step } = gecko()
    await step(100, 6000)
    expect(standIn.requests).toHaveLength(2)
    expect((await assets.leases.read('market-feed'))?.expiresAt).toBeGreaterThan(assets.clock.now())
  })

  test('that is down leaves old prices, which turn stale', async () => {
    const { step, feed, seen } = gecko()
    await step()
    const fresh = await btcOf(assets)
    expect(fresh?.source).toBe('coingecko')
    standIn.setMode({ status: 503 })
    await step(130, 6000)
    expect(await btcOf(assets)).toEqual(fresh)
    expect(isStale({ at: fresh?.at ?? 0 }, maxAgeMs(feed), assets.clock.now())).toBe(true)
    expect(Number(seen['age'])).toBeGreaterThan(750_000)
    expect(Number(seen['failed server_error'])).toBeGreaterThan(1)
    standIn.setMode('ok')
    await step(51, 6000)
    expect((await btcOf(assets))?.at).toBeGreaterThan(fresh?.at ?? 0)
  })

  test('that says 429 is left alone as long as it asks', async () => {
    const { step } = gecko()
    standIn.setMode({ status: 429, retryAfter: '900' })
    await step()
    expect(standIn.requests).toHaveLength(1)
    await step(149, 6000)
    expect(standIn.requests).toHaveLength(1)
    await step(2, 6000)
    expect(standIn.requests).toHaveLength(2)
  })

  test('that keeps failing is asked less and less, but once a poll at least', async () => {
    const { step } = gecko()
    standIn.setMode({ status: 500 })
    const asked: number[] = []
    for (let second = 0; second < 200; second++) {
      const before = standIn.requests.length
      await step(1, 6000)
      if (standIn.requests.length > before) asked.push(second * 6)
    }
    const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0))
    expect(waits.slice(0, 5)).toEqual([60, 120, 240, 300, 300])
  })

  test('gets no more calls than the month allows, whoever leads, and some again in the next', async () => {
    assets.clock.set(Date.UTC(2027, 4, 30))
    const { worker, step, seen } = gecko({ monthlyCalls: 2 })
    await step(3, POLL_MS)
    expect(standIn.requests).toHaveLength(2)
    expect(seen['failed budget_exhausted']).toBe(1)
    await worker.stop()
    const next = gecko({ monthlyCalls: 2, owner: 'b' })
    await next.step(3, POLL_MS)
    expect(standIn.requests).toHaveLength(2)
    assets.clock.set(Date.UTC(2027, 5, 1))
    await next.step(1, POLL_MS)
    expect(standIn.requests).toHaveLength(3)
  })

  test('is not asked again at once by a process that starts again', async () => {
    const first = gecko()
    await first.step()
    await first.worker.stop()
    const second = gecko({ owner: 'b' })
    await second.step(49, 6000)
    expect(standIn.requests).toHaveLength(1)
    await second.step(2, 6000)
    expect(standIn.requests).toHaveLength(2)
  })

  test('that does not know an id shows it in metrics, and once in the audit trail', async () => {
    standIn.forget('bitcoin')
    const { step, seen } = gecko()
    await step(2, POLL_MS)
    expect(seen['unknown']).toEqual(['BTC'])
    expect(assets.audited.map((event) => [event.action, event.subjectId])).toEqual([
      ['asset_unknown_to_feed', 'BTC'],
    ])
    expect(await btcOf(assets)).toBeUndefined()
    expect(await assets.prices.all()).toHaveLength(catalogue.length - 1)
  })
})
