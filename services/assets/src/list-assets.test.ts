import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Asset, listAssets } from '@bourse/contracts/assets'
import { type AssetsFixture, catalogue, startAssets } from '../test/assets-fixture'

let assets: AssetsFixture
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())
beforeEach(async () => {
  assets.clock.advance(60_000)
  await assets.reset()
  await assets.shared.publish('assets-changed', '*')
  await assets.setAllPrices()
})

type Page = { data: Asset[]; next_cursor: string | null }

const list = async (query = ''): Promise<Page> => {
  const response = await assets.get(`/api/v1/assets${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Page
}
const symbols = async (query: string) => (await list(query)).data.map((row): string => row.symbol)
const one = async (symbol: string) =>
  (await (await assets.get(`/api/v1/assets/${symbol}`)).json()) as Asset
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

describe('GET /assets', () => {
  test('answers as the contract declares, largest market first', async () => {
    const page = listAssets.success.body.parse(await list('?limit=200'))
    expect(page.data).toHaveLength(catalogue.length)
    expect(page.next_cursor).toBeNull()
    expect(page.data[0]?.symbol as string).toBe('BTC')
  })

  test('prices Bitcoin by the mid, and half the spread to either side', async () => {
    await assets.setPrices({ BTC: 100_000n * 10n ** 12n })
    expect(await one('BTC')).toMatchObject({
      price: '100000.00',
      ask: '100100.00',
      bid: '99900.00',
      price_source: 'simulated',
      price_at: new Date(assets.clock.now()).toISOString(),
      market_cap: `${catalogue[0]?.circulatingSupply}00000.00`,
      stale: false,
      status: 'active',
      halted_by: null,
    })
  })

  test('shows an asset without a price as stale, without a number in its place', async () => {
    await assets.setPrices({ BTC: 1n })
    expect(await one('ETH')).toMatchObject({ price: null, market_cap: null, stale: true })
  })

  test('calls a price stale a millisecond after its age limit, without any new read', async () => {
    assets.clock.advance(500)
    expect((await one('BTC')).stale).toBe(false)
    assets.clock.advance(14_500)
    expect((await one('BTC')).stale).toBe(false)
    assets.clock.advance(1)
    expect((await one('BTC')).stale).toBe(true)
  })

  test.each([
    ['by symbol', '?q=btc', ['BTC', 'WBTC']],
    ['by name, whatever the case', '?q=BITCOIN%20CASH', ['BCH']],
    ['in compatibility forms', '?q=%EF%BD%82itcoin%20cash', ['BCH']],
    ['and finds nothing for nonsense', '?q=zzzzzz', []],
    ['not by regular expression', '?q=.*', []],
    ['in a category', '?category=gold', ['PAXG', 'XAUT']],
    ['in no category that is not ours', '?category=nowhere', []],
    ['by category and text', '?category=gold&q=pax', ['PAXG']],
    ['by status', '?status=halted', []],
  ])('searches %s', async (_, query, expected) => {
    const found = await symbols(`${query}&limit=200`)
    for (const symbol of expected) expect(found).toContain(symbol)
    if (expected.length === 0) expect(found).toEqual([])
    else expect(found.length).toBeLessThan(12)
  })

  test('keeps to price bounds exactly, without rounding', async () => {
    await assets.setPrices({ BTC: 10n ** 12n + 1n, ETH: 10n ** 12n, ADA: 10n ** 12n - 1n })
    const within = (query: string) => symbols(`?sort=symbol&${query}`)
    expect(await within('min_price=1')).toEqual(['BTC', 'ETH'])
    expect(await within('max_price=1')).toEqual(['ADA', 'ETH'])
    expect(await within('min_price=1.000000000001')).toEqual(['BTC'])
    expect(await within('min_price=1&max_price=1')).toEqual(['ETH'])
    expect(await within('min_price=2&max_price=1')).toEqual([])
  })

  test.each([
    ['price', ['ADA', 'DOT', 'BTC', 'ETH']],
    ['-price', ['ETH', 'BTC', 'ADA', 'DOT']],
  ])('sorts by %s with ties by symbol and the unpriced last', async (sort, expected) => {
    await assets.setPrices({ DOT: 5n, ADA: 5n, BTC: 6n, ETH: 10n ** 20n })
    const found = await symbols(`?sort=${sort}&limit=200`)
    expect(found.slice(0, 4)).toEqual(expected)
    expect(found.slice(4)).toEqual([...found.slice(4)].sort())
  })

  test('sorts by market capitalisation as it is shown', async () => {
    const caps = (await list('?sort=market_cap&limit=200')).data.map((row) =>
      Number(row.market_cap),
    )
    expect(caps).toEqual([...caps].sort((a, b) => a - b))
    expect(caps[0]).toBeLessThan(caps.at(-1) ?? 0)
  })

  test.each(['symbol', 'name'])('sorts by %s, and the other way round', async (key) => {
    const up = await symbols(`?sort=${key}&limit=200`)
    expect(new Set(up).size).toBe(catalogue.length)
    expect(await symbols(`?sort=-${key}&limit=200`)).toEqual([...up].reverse())
  })

  test.each(['symbol', '-name', '-price', 'market_cap'])(
    'gives each asset once in pages by %s while prices move',
    async (sort) => {
      const given: string[] = []
      let cursor: string | null = ''
      for (let page = 0; cursor !== null && page < 100; page++) {
        const at: string = cursor === '' ? '' : `&cursor=${cursor}`
        const { data, next_cursor } = await list(`?limit=7&sort=${sort}${at}`)
        given.push(...data.map((row) => row.symbol))
        cursor = next_cursor
        const turned = catalogue.map((row, place): [string, bigint] => [
          row.symbol,
          BigInt(((place * 7919 + page * 31) % 1000) + 1) * 10n ** 10n,
        ])
        assets.clock.advance(1000)
        await assets.setPrices(Object.fromEntries(turned))
      }
      expect(given).toHaveLength(catalogue.length)
      expect(new Set(given).size).toBe(catalogue.length)
      if (sort === 'symbol') expect(given).toEqual([...given].sort())
    },
  )

  test('ends with null exactly when the last row was given', async () => {
    const half = await list(`?limit=${catalogue.length - 1}`)
    const rest = await list(`?cursor=${half.next_cursor}`)
    expect([rest.data.length, rest.next_cursor]).toEqual([1, null])
  })

  test.each([
    ['limit=0'],
    ['limit=201'],
    ['limit=1e1'],
    ['cursor=e30'],
    ['cursor=!!'],
    [`cursor=${Buffer.from('{"of":"other","seen":"AA"}').toString('base64url')}`],
    ['sort=volume'],
    ['status=gone'],
    ['category=A%20B'],
    ['min_price=-1'],
    ['min_price=1e3'],
    ['max_price=0.0000000000001'],
    ['colour=red'],
    ['q=a&q=b'],
  ])('refuses %s with 422', async (query) => {
    const response = await assets.get(`/api/v1/assets?${query}`)
    expect([response.status, await codeOf(response)]).toEqual([422, 'invalid_request'])
  })
})
