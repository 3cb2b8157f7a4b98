import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type CoinGeckoStandIn, startCoinGeckoStandIn } from '../../test/coingecko-stand-in'
import { loadCatalogue } from '../catalogue/catalogue'
import { CoinGeckoFeed, type CoinGeckoOptions } from './coingecko-feed'

const now = Date.parse('2026-01-31T12:00:00.000Z')
const assets = [
  { symbol: 'BTC', coingeckoId: 'bitcoin' },
  { symbol: 'ETH', coingeckoId: 'ethereum' },
]
let standIn: CoinGeckoStandIn

beforeEach(() => {
  standIn = startCoinGeckoStandIn({
    prices: { bitcoin: '92000.123456789012', ethereum: '3050' },
    now: () => now - 40_000,
  })
})
afterEach(() => standIn.stop())

const feed = (changes: Partial<CoinGeckoOptions> = {}) =>
  new CoinGeckoFeed({
    assets,
    baseUrl: standIn.url,
    pollMs: 300_000,
    spend: async () => true,
    ...changes,
  })

describe('a good answer', () => {
  test('gives every price with all its digits and the source’s time', async () => {
    expect(await feed().poll(now)).toEqual({
      ok: true,
      ticks: [
        { symbol: 'BTC', price: 92_000_123_456_789_012n, at: now - 40_000 },
        { symbol: 'ETH', price: 3_050_000_000_000_000n, at: now - 40_000 },
      ],
      unknown: [],
      skipped: [],
    })
  })

  test('is asked for once, by id, with full precision and without a key', async () => {
    await feed().poll(now)
    expect(standIn.requests).toHaveLength(1)
    expect(standIn.requests[0]).toMatchObject({
      path: '/api/v3/coins/markets',
      query: { vs_currency: 'usd', ids: 'bitcoin,ethereum', per_page: '250', precision: 'full' },
    })
    const names = Object.keys(standIn.requests[0]?.headers ?? {})
    expect(names.filter((name) => name.startsWith('x-cg-'))).toEqual([])
  })

  test.each(['demo', 'pro'] as const)('carries a %s key in its own header', async (plan) => {
    const keyed = feed({ apiKey: { plan, key: 'canary-key' } })
    await keyed.poll(now)
    expect(standIn.requests[0]?.headers[`x-cg-${plan}-api-key`]).toBe('canary-key')
    expect(Bun.inspect(keyed) + JSON.stringify(keyed)).not.toContain('canary-key')
  })

  test('names an unknown id and skips a coin without a price, and keeps the rest', async () => {
    standIn.setPrice('ethereum', null)
    const nowhere = { symbol: 'NOWHERE', coingeckoId: 'nowhere' }
    expect(await feed({ assets: [...assets, nowhere] }).poll(now)).toMatchObject({
      ok: true,
      ticks: [{ symbol: 'BTC' }],
      unknown: ['NOWHERE'],
      skipped: [{ symbol: 'ETH', reason: 'no_price' }],
    })
  })

  test('of the whole catalogue takes one call and leaves no asset out', async () => {
    await standIn.stop()
    standIn = startCoinGeckoStandIn({ now: () => now })
    const catalogue = loadCatalogue()
    const result = await feed({ assets: catalogue }).poll(now)
    expect(result).toMatchObject({ ok: true, unknown: [], skipped: [] })
    expect(result.ok && result.ticks.map((tick) => [tick.symbol, tick.price] as const)).toEqual(
      catalogue.map((asset) => [asset.symbol, asset.referencePrice]),
    )
    expect(standIn.requests).toHaveLength(1)
  })

  test('of 501 coins is put together from three calls, each of them paid for', async () => {
    const many = Array.from({ length: 501 }, (_, i) => ({ symbol: `S${i}`, coingeckoId: `c${i}` }))
    for (const asset of many) standIn.setPrice(asset.coingeckoId, '1')
    let spent = 0
    const spend = async () => {
      spent += 1
      return true
    }
    const result = await feed({ assets: many, spend }).poll(now)
    expect(result.ok && result.ticks.length).toBe(501)
    expect([spent, standIn.requests.length]).toEqual([3, 3])
  })
})

describe('a bad answer', () => {
  test.each([
    [{ status: 429, retryAfter: '17' }, 'rate_limited', 17_000],
    [{ status: 429, retryAfter: 'Sat, 31 Jan 2026 12:02:00 GMT' }, 'rate_limited', 120_000],
    [{ status: 429 }, 'rate_limited', 60_000],
    [{ status: 429, retryAfter: 'soon' }, 'rate_limited', 60_000],
    [{ status: 500 }, 'server_error', 60_000],
    [{ status: 503, retryAfter: '5' }, 'server_error', 5_000],
    [{ status: 401 }, 'unauthorized', 300_000],
    [{ status: 403 }, 'unauthorized', 300_000],
    [{ status: 404 }, 'unexpected_status', 300_000],
    ['redirect', 'unexpected_status', 300_000],
    ['garbage', 'invalid_body', 300_000],
    ['not_a_list', 'invalid_body', 300_000],
    ['huge', 'too_large', 300_000],
    ['hang', 'timeout', 60_000],
    ['hang_in_body', 'timeout', 60_000],
  ] as const)('%p is %s, to be tried again after %i ms', async (mode, reason, retryAfterMs) => {
    standIn.setMode(mode)
    const timeoutMs = typeof mode === 'string' && mode.startsWith('hang') ? 100 : 5_000
    const result = await feed({ timeoutMs }).poll(now)
    expect(result).toEqual({ ok: false, reason, retryAfterMs })
    expect(standIn.requests).toHaveLength(1)
  })

  test('a server that is gone is a network failure, and comes back by itself', async () => {
    const { port } = new URL(standIn.url)
    const client = feed()
    await standIn.stop()
    expect(await client.poll(now)).toEqual({ ok: false, reason: 'network', retryAfterMs: 60_000 })
    standIn = startCoinGeckoStandIn({
      port: Number(port),
      prices: { bitcoin: '1' },
      now: () => now,
    })
    expect(await client.poll(now)).toMatchObject({ ok: true, unknown: ['ETH'] })
  })
})

test('makes no call when the budget is exhausted', async () => {
  const result = await feed({ spend: async () => false }).poll(now)
  expect(result).toEqual({ ok: false, reason: 'budget_exhausted', retryAfterMs: 300_000 })
  expect(standIn.requests).toEqual([])
})
