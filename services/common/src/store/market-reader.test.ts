import { describe, expect, test } from 'bun:test'
import type { Asset, Price } from '../domain/asset'
import { manualClock } from '../runtime/clock'
import { MemorySharedState } from '../shared-state/memory'
import { RedisSharedState } from '../shared-state/redis'
import { findRedisServer, startRedisServer } from '../shared-state/start-redis-server'
import { encodeBoard, encodePrices, SHARED_PRICES_KEY } from './market-messages'
import { MarketReader, type SharedMarket } from './market-reader'

const btc: Asset = {
  symbol: 'BTC',
  name: 'Bitcoin',
  decimals: 8,
  minNotional: 1n,
  maxNotional: 2n,
  status: 'active',
  haltedBy: null,
  maxAgeMs: 15_000,
}

/** A market whose store a test sets and counts. */
const setUp = (shared?: SharedMarket) => {
  const clock = manualClock()
  const reads = { assets: 0, prices: 0 }
  const store = { asset: btc, prices: [] as Price[], wait: Promise.resolve() }
  const hits: string[] = []
  const at = (price: bigint, change: Partial<Price> = {}): Price => ({
    symbol: 'BTC',
    price,
    at: clock.now(),
    source: 'simulated',
    ...change,
  })
  store.prices = [at(1n)]
  const reader = () =>
    new MarketReader({
      assets: {
        all: async () => {
          reads.assets += 1
          const found = [store.asset]
          await store.wait
          return found
        },
      },
      prices: {
        all: async () => {
          reads.prices += 1
          const found = store.prices
          await store.wait
          return found
        },
      },
      ...(shared ? { shared } : {}),
      now: clock.now,
      onHit: (layer, hit) => hits.push(`${layer} ${hit ? 'hit' : 'miss'}`),
    })
  return { clock, reads, store, hits, at, reader }
}

const priceOf = async (reader: MarketReader) => (await reader.price('BTC'))?.price

const memory = () => new MemorySharedState({ now: () => 0 })

describe('memory', () => {
  test('answers for a second, and one read serves all who wait for it', async () => {
    const { reader, reads, clock, hits } = setUp()
    const market = reader()
    await Promise.all([market.prices(), market.price('BTC'), market.assets(), market.asset('BTC')])
    clock.advance(999)
    await market.prices()
    expect(reads).toEqual({ assets: 1, prices: 1 })
    clock.advance(1)
    await market.prices()
    expect(reads.prices).toBe(2)
    expect(hits.filter((hit) => hit.startsWith('prices_memory'))).toEqual([
      'prices_memory miss',
      'prices_memory miss',
      'prices_memory hit',
      'prices_memory miss',
    ])
  })

  test('keeps no failure', async () => {
    const { reader, store } = setUp()
    const market = reader()
    store.wait = Promise.reject(new Error('away'))
    await expect(market.prices()).rejects.toThrow('away')
    store.wait = Promise.resolve()
    expect(await priceOf(market)).toBe(1n)
  })

  test('hears of changed prices at once', async () => {
    const shared = memory()
    const { reader, reads, at } = setUp(shared)
    const market = reader()
    await market.prices()
    await shared.publish('prices', encodePrices([at(5n), at(6n, { symbol: 'ETH' })]))
    expect([await priceOf(market), (await market.price('ETH'))?.price]).toEqual([5n, 6n])
    expect(reads.prices).toBe(1)
  })

  test('does not grow younger by what it hears: lost messages cost a second at most', async () => {
    const shared = memory()
    const { reader, reads, at, clock } = setUp(shared)
    const market = reader()
    await market.prices()
    clock.advance(900)
    await shared.publish('prices', encodePrices([at(5n)]))
    clock.advance(100)
    await market.prices()
    expect(reads.prices).toBe(2)
  })

  test('never goes back in time within a source, by message or by read', async () => {
    const shared = memory()
    const { reader, at, store, clock } = setUp(shared)
    const market = reader()
    await market.prices()
    await shared.publish('prices', encodePrices([at(5n, { at: clock.now() + 10 })]))
    await shared.publish('prices', encodePrices([at(4n, { at: clock.now() + 9 })]))
    expect(await priceOf(market)).toBe(5n)
    clock.advance(1000)
    store.prices = [at(3n, { at: clock.now() - 999 })]
    expect(await priceOf(market)).toBe(5n)
    clock.advance(1000)
    store.prices = [at(2n, { source: 'coingecko', at: clock.now() - 60_000 })]
    expect(await priceOf(market)).toBe(2n)
  })

  test('keeps a message that overtakes a read', async () => {
    const shared = memory()
    const { reader, at, store, clock } = setUp(shared)
    const market = reader()
    await market.prices()
    clock.advance(1000)
    let go = () => {}
    store.wait = new Promise((resolve) => {
      go = resolve
    })
    const reading = market.price('BTC')
    await shared.publish('prices', encodePrices([at(5n)]))
    go()
    expect((await reading)?.price).toBe(5n)
  })

  test('is not poisoned by a time far ahead', async () => {
    const shared = memory()
    const { reader, at, clock } = setUp(shared)
    const market = reader()
    await market.prices()
    await shared.publish('prices', encodePrices([at(9n, { at: clock.now() + 60_001 })]))
    expect(await priceOf(market)).toBe(1n)
  })

  test.each(['[]', 'nonsense', '[["BTC",1,2,"simulated"]]'])(
    'forgets prices when it hears %p',
    async (message) => {
      const shared = memory()
      const { reader, reads } = setUp(shared)
      const market = reader()
      await market.prices()
      await shared.delete(SHARED_PRICES_KEY)
      await shared.publish('prices', message)
      await market.prices()
      expect(reads.prices).toBe(2)
    },
  )

  test('drops the assets when one changed, and what was being read meanwhile', async () => {
    const shared = memory()
    const { reader, store, reads } = setUp(shared)
    const market = reader()
    let go = () => {}
    store.wait = new Promise((resolve) => {
      go = resolve
    })
    const early = market.asset('BTC')
    store.asset = { ...btc, status: 'halted', haltedBy: 'admin' }
    await shared.publish('assets-changed', 'BTC')
    const late = market.asset('BTC')
    go()
    expect([(await early)?.status, (await late)?.status]).toEqual(['active', 'halted'])
    expect((await market.asset('BTC'))?.status).toBe('halted')
    expect(reads.assets).toBe(2)
  })

  test('hears nothing after close', async () => {
    const shared = memory()
    const { reader, at } = setUp(shared)
    const market = reader()
    await market.prices()
    market.close()
    await shared.publish('prices', encodePrices([at(5n)]))
    expect(await priceOf(market)).toBe(1n)
  })
})

describe('the shared layer', () => {
  test('saves other processes the store, for a second in all', async () => {
    const shared = memory()
    const { reader, reads, clock, hits } = setUp(shared)
    await reader().prices()
    clock.advance(600)
    const other = reader()
    await other.prices()
    expect(reads.prices).toBe(1)
    expect(hits).toContain('prices_shared hit')
    clock.advance(400)
    await other.prices()
    expect(reads.prices).toBe(2)
  })

  const broken = (good: string): [string, string][] => [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['no time', '{"prices":[]}'],
    ['a field more', good.replace('{', '{"x":1,')],
    ['a number for a price', good.replace('"7"', '7')],
    ['a negative price', good.replace('"7"', '"-7"')],
    ['a price of zero', good.replace('"7"', '"0"')],
    ['another source', good.replace('simulated', 'rumour')],
    ['a strange symbol', good.replace('BTC', '__proto__')],
    ['too much', `${good}${' '.repeat(70_000)}`],
    ['an old board', good.replace(/"at":\d+/, '"at":1')],
    ['a board of tomorrow', good.replace(/"at":\d+/, '"at":9000000000000')],
    ['a price of tomorrow', good.replace(/"7",\d+/, '"7",9000000000000')],
  ]
  const good = encodeBoard({
    at: manualClock().now(),
    prices: [{ symbol: 'BTC', price: 7n, at: manualClock().now(), source: 'simulated' }],
  })

  test('is read when it is sound', async () => {
    const shared = memory()
    const { reader, reads } = setUp(shared)
    await shared.set(SHARED_PRICES_KEY, good, 1000)
    expect([await priceOf(reader()), reads.prices]).toEqual([7n, 0])
  })

  test.each(broken(good))('that holds %s is a miss', async (_, text) => {
    const shared = memory()
    const { reader, hits } = setUp(shared)
    await shared.set(SHARED_PRICES_KEY, text, 1000)
    expect(await priceOf(reader())).toBe(1n)
    expect(hits).toContain('prices_shared miss')
  })

  const server = findRedisServer()
  test.skipIf(server === undefined)('in Redis dies without harm and comes back', async () => {
    const redis = await startRedisServer(server ?? '')
    const options = { url: redis.url, now: Date.now, onError: () => {}, prefix: 'market-test' }
    const [one, two] = [new RedisSharedState(options), new RedisSharedState(options)]
    try {
      await ready(one)
      const { reader, reads } = setUp(one)
      await reader().prices()
      await until(async () => (await two.get(SHARED_PRICES_KEY)) !== undefined)
      const other = setUp(two)
      other.clock.set(other.clock.now())
      await other.reader().prices()
      expect([reads.prices, other.reads.prices]).toEqual([1, 0])
      await redis.kill()
      const third = setUp(one)
      expect([await priceOf(third.reader()), third.reads.prices]).toEqual([1n, 1])
    } finally {
      await Promise.all([one.close(), two.close()])
      await redis.stop()
    }
  })
})

const ready = (state: RedisSharedState) => until(() => state.healthy())

const until = async (holds: () => Promise<boolean>) => {
  for (let wait = 0; wait < 200; wait++) {
    if (await holds()) return
    await Bun.sleep(25)
  }
  throw new Error('it never came true')
}
