import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { LeaseDao } from '@bourse/common/store/lease-dao'
import { PriceDao } from '@bourse/common/store/price-dao'
import { type AssetsFixture, quiet, startAssets } from '../../test/assets-fixture'
import { failingStore } from '../../test/failing-store'
import { btcOf, leaseOf, scripted, UNIT, workerOf } from '../../test/feed-fixture'
import { chooseFeed } from '../choose-feed'
import { FeedLease } from './feed-lease'

let assets: AssetsFixture
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())
beforeEach(async () => {
  await assets.reset()
  assets.audited.length = 0
  assets.clock.advance(3_600_000)
})

const statusOf = async (symbol: string) => {
  const found = (await assets.assets.all()).find((asset) => asset.symbol === symbol)
  return [found?.status, found?.haltedBy]
}

describe('one feed, several processes', () => {
  test('only the holder of the lease polls', async () => {
    const [one, two] = [scripted(), scripted()]
    const [a, b] = [
      workerOf(assets, one.feed),
      workerOf(assets, two.feed, { lease: leaseOf(assets, { owner: 'b' }) }),
    ]
    for (let second = 0; second < 10; second++) {
      assets.clock.advance(1000)
      await Promise.all([a.worker.tick(), b.worker.tick()])
    }
    expect([one.polls(), two.polls()].sort((x, y) => x - y)).toEqual([0, 10])
    expect([a.seen['leading'], b.seen['leading']].sort()).toEqual([false, true])
  })

  test('another takes over at once after a stop', async () => {
    const two = scripted()
    const [a, b] = [
      workerOf(assets, scripted().feed),
      workerOf(assets, two.feed, { lease: leaseOf(assets, { owner: 'b' }) }),
    ]
    await a.step()
    await b.step()
    expect(two.polls()).toBe(0)
    await a.worker.stop()
    await b.step()
    expect(two.polls()).toBe(1)
  })

  test('another takes over after the lease of a dead one ran out, not before', async () => {
    const two = scripted()
    const [a, b] = [
      workerOf(assets, scripted().feed),
      workerOf(assets, two.feed, { lease: leaseOf(assets, { owner: 'b' }) }),
    ]
    await a.step()
    await b.step(4)
    expect(two.polls()).toBe(0)
    await b.step()
    expect(two.polls()).toBe(1)
  })

  test('a new leader refuses ticks older than the board, whoever wrote it', async () => {
    const two = scripted()
    const [a, b] = [
      workerOf(assets, scripted().feed),
      workerOf(assets, two.feed, { lease: leaseOf(assets, { owner: 'b' }) }),
    ]
    await a.step()
    const before = await btcOf(assets)
    await a.worker.stop()
    two.answer(() => ({
      ok: true,
      ticks: [{ symbol: 'BTC', price: 101n * UNIT, at: (before?.at ?? 0) - 1 }],
      unknown: [],
      skipped: [],
    }))
    await b.step()
    expect(b.seen['refused older']).toBe(1)
    expect(await btcOf(assets)).toEqual(before)
  })

  test('a leader that slept through its lease can not undo what its successor wrote', async () => {
    const [one, two] = [scripted(), scripted()]
    const [a, b] = [
      workerOf(assets, one.feed),
      workerOf(assets, two.feed, { lease: leaseOf(assets, { owner: 'b' }) }),
    ]
    await a.step()
    two.set('BTC', 102n * UNIT)
    one.answer((ticks) => ({ ok: true, ticks, unknown: [], skipped: [] }))
    const slow = one.feed.poll
    Object.assign(one.feed, {
      poll: async (now: number) => {
        assets.clock.advance(60_000)
        await b.worker.tick()
        return slow(now)
      },
    })
    await a.step()
    expect((await btcOf(assets))?.price).toBe(102n * UNIT)
    expect(a.seen['failed superseded']).toBe(1)
    expect(two.polls()).toBe(1)
  })

  test('a start with another source takes the boards over and the old leader writes no more', async () => {
    const old = scripted()
    const choose = (setting: 'simulated' | 'coingecko') =>
      chooseFeed({
        ...assets,
        setting,
        coinGeckoAnswers: async () => false,
        log: quiet,
        now: assets.clock.now,
      })
    const first = await choose('simulated')
    const a = workerOf(assets, old.feed, { generation: first.generation })
    await a.step()
    expect((await btcOf(assets))?.source).toBe('simulated')
    await choose('coingecko')
    expect(await assets.prices.all()).toEqual([])
    await a.step(3)
    expect(await assets.prices.all()).toEqual([])
    const again = await choose('simulated')
    expect(again.generation).toBe(3n)
    await a.step(2)
    expect((await btcOf(assets))?.source).toBe('simulated')
  })
})

describe('jumps', () => {
  const leader = async () => {
    const script = scripted()
    const { worker, seen, step } = workerOf(assets, script.feed)
    await step()
    return { script, worker, seen, step }
  }

  test('halt the asset by the feed until three ticks agree, audited, told to all', async () => {
    const told: string[] = []
    const stop = assets.shared.subscribe('assets-changed', (message) => told.push(message))
    const { script, seen, step } = await leader()
    script.set('BTC', 200n * UNIT)
    await step()
    expect(await statusOf('BTC')).toEqual(['halted', 'feed'])
    expect((await btcOf(assets))?.price).toBe(100n * UNIT)
    expect(seen['refused jump']).toBe(1)
    await step()
    expect(await statusOf('BTC')).toEqual(['halted', 'feed'])
    await step()
    expect(await statusOf('BTC')).toEqual(['active', null])
    expect((await btcOf(assets))?.price).toBe(200n * UNIT)
    expect(told).toEqual(['BTC', 'BTC'])
    expect(assets.audited.map((event) => [event.action, event.actorId])).toEqual([
      ['asset_halted', null],
      ['asset_resumed', null],
    ])
    stop()
  })

  test('never touch what an admin halted, before or meanwhile', async () => {
    const { script, step } = await leader()
    await assets.assets.setStatus('BTC', 'halted', 'admin')
    script.set('BTC', 200n * UNIT)
    await step(4)
    expect(await statusOf('BTC')).toEqual(['halted', 'admin'])
    expect((await btcOf(assets))?.price).toBe(200n * UNIT)
    await assets.assets.setStatus('BTC', 'active', null)
    script.set('BTC', 100n * UNIT)
    await step()
    expect(await statusOf('BTC')).toEqual(['halted', 'feed'])
    await assets.assets.setStatus('BTC', 'halted', 'admin')
    await step(4)
    expect(await statusOf('BTC')).toEqual(['halted', 'admin'])
  })

  test('stay halted under a new leader until three ticks agree with it', async () => {
    const { script, worker, step } = await leader()
    script.set('BTC', 200n * UNIT)
    await step()
    await worker.stop()
    const next = workerOf(assets, script.feed, { lease: leaseOf(assets, { owner: 'b' }) })
    await next.step(2)
    expect(await statusOf('BTC')).toEqual(['halted', 'feed'])
    await next.step()
    expect(await statusOf('BTC')).toEqual(['active', null])
  })

  test('halt again when the store was away at the first attempt', async () => {
    const script = scripted()
    const store = failingStore(assets.store)
    const { seen, step } = workerOf(assets, script.feed, {
      assets: {
        all: () => assets.assets.all(),
        setStatusByFeed: async (symbol, status) => {
          await store.get([])
          return assets.assets.setStatusByFeed(symbol, status)
        },
      },
    })
    await step()
    script.set('BTC', 200n * UNIT)
    store.away = true
    await step()
    expect(await statusOf('BTC')).toEqual(['active', null])
    expect(seen['failed exception']).toBe(1)
    store.away = false
    await step()
    expect(await statusOf('BTC')).toEqual(['halted', 'feed'])
  })
})

test('every change is told at once, and other readers see it without reading the store', async () => {
  const script = scripted()
  const { step } = workerOf(assets, script.feed)
  await step()
  await step(1, 500)
  await assets.market.prices()
  const reads = assets.boardReads()
  script.set('BTC', 101n * UNIT)
  await step(1, 500)
  expect((await assets.market.price('BTC'))?.price).toBe(101n * UNIT)
  expect(assets.boardReads()).toBe(reads)
})

test('a store that is away ends nothing: the next step goes on', async () => {
  const script = scripted()
  const store = failingStore(assets.store)
  const lease = new FeedLease({
    leases: new LeaseDao(store),
    owner: 'a',
    now: assets.clock.now,
    ttlMs: 5000,
    monthlyCalls: 1,
  })
  const { seen, step } = workerOf(assets, script.feed, {
    lease,
    prices: new PriceDao(store),
  })
  await step()
  store.away = true
  await step(3)
  expect(seen['failed exception']).toBe(3)
  store.away = false
  script.set('BTC', 101n * UNIT)
  await step()
  expect((await btcOf(assets))?.price).toBe(101n * UNIT)
})

test('start polls by itself, stop ends the loop and frees the lease', async () => {
  const script = scripted()
  let polled = () => {}
  const first = new Promise<void>((resolve) => {
    polled = resolve
  })
  const { worker } = workerOf(assets, script.feed, {
    sleep: async (_, signal) => {
      assets.clock.advance(1000)
      if (script.polls() >= 3) polled()
      if (script.polls() >= 3 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve())
        })
      }
    },
  })
  worker.start()
  worker.start()
  await first
  await worker.stop()
  expect(script.polls()).toBe(3)
  expect((await assets.leases.read('market-feed'))?.expiresAt).toBe(0)
})
