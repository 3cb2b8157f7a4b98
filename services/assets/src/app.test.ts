import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { StoreUnavailable } from '@bourse/common/store/store'
import { type Asset, asset, getAsset, listCategories } from '@bourse/contracts/assets'
import { ADMIN, type AssetsFixture, catalogue, startAssets } from '../test/assets-fixture'
import { createApp } from './app'

let assets: AssetsFixture
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())
beforeEach(async () => {
  assets.clock.advance(60_000)
  assets.audited.length = 0
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

describe('the entity tag', () => {
  const paths = ['/api/v1/assets?limit=10', '/api/v1/assets/BTC', '/api/v1/categories']

  test.each(paths)('of %s answers 304 without a body to who has it', async (path) => {
    const first = await assets.get(path)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
    expect(first.headers.get('cache-control')).toBe('public, max-age=1')
    for (const given of [tag, tag.replace('W/', ''), `"x", ${tag}`, '*']) {
      const again = await assets.get(path, { 'if-none-match': given })
      expect([again.status, await again.text()]).toEqual([304, ''])
      expect(again.headers.get('etag')).toBe(tag)
    }
    expect((await assets.get(path, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('stays while nothing changes and changes with price, staleness and halt', async () => {
    const tags = new Set<string>()
    const look = async () => {
      const response = await assets.get('/api/v1/assets?limit=10')
      tags.add(response.headers.get('etag') ?? '')
      return tags.size
    }
    expect(await look()).toBe(1)
    assets.clock.advance(1500)
    expect(await look()).toBe(1)
    await assets.setAllPrices()
    expect(await look()).toBe(2)
    assets.clock.advance(15_001)
    expect(await look()).toBe(3)
    await assets.patch('BTC', { status: 'halted', reason: 'test' })
    expect(await look()).toBe(4)
  })

  test('differs between pages with the same rows and another end', async () => {
    const two = await assets.get('/api/v1/assets?category=gold&sort=symbol&limit=1')
    const all = await assets.get('/api/v1/assets?q=paxg&limit=1')
    const rows = [two, all].map(async (page) => ((await page.json()) as Page).data)
    expect(await rows[0]).toEqual((await rows[1]) ?? [])
    expect(two.headers.get('etag')).not.toBe(all.headers.get('etag'))
  })
})

describe('GET /assets/{symbol}', () => {
  test('answers as the contract declares', async () => {
    expect(getAsset.success.body.parse(await one('ETH')).symbol as string).toBe('ETH')
  })

  test('knows no other asset, and no other spelling', async () => {
    const unknown = await assets.get('/api/v1/assets/NOPE')
    expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'not_found'])
    expect((await assets.get('/api/v1/assets/btc')).status).toBe(422)
    expect((await assets.app.request('/api/v1/assets/BTC', { method: 'POST' })).status).toBe(405)
  })
})

test('GET /categories counts the assets of each category', async () => {
  const body = listCategories.success.body.parse(
    await (await assets.get('/api/v1/categories')).json(),
  )
  expect(body.data).toContainEqual({
    id: 'gold',
    name: 'Gold',
    count: catalogue.filter((row) => row.categories.includes('gold')).length,
  })
  expect(body.data.every((row) => row.count > 0)).toBe(true)
})

describe('PATCH /admin/assets/{symbol}', () => {
  const halt = { status: 'halted', reason: 'exchange hack' }

  test('halts at once in lists, searches and single answers, and resumes', async () => {
    await one('BTC')
    const halted = await assets.patch('BTC', halt)
    expect(asset.parse(await halted.json())).toMatchObject({ status: 'halted', halted_by: 'admin' })
    expect(await one('BTC')).toMatchObject({ status: 'halted', halted_by: 'admin' })
    expect(await symbols('?status=halted')).toEqual(['BTC'])
    const resumed = await assets.patch('BTC', { status: 'active', reason: 'over' })
    expect(await resumed.json()).toMatchObject({ status: 'active', halted_by: null })
    expect(await symbols('?status=halted')).toEqual([])
  })

  test('is audited with who, from where and why', async () => {
    await assets.patch('BTC', halt)
    expect(assets.audited).toEqual([
      {
        action: 'asset_halted',
        outcome: 'ok',
        actorId: ADMIN,
        subjectId: 'BTC',
        ip: '203.0.113.7',
        detail: 'exchange hack',
      },
    ])
  })

  test.each([
    ['without a token', '', 401, 'unauthenticated'],
    ['with a forged token', 'forged', 401, 'unauthenticated'],
    ['as a customer', 'customer', 403, 'forbidden'],
  ])('is refused %s, and changes nothing', async (...[, token, status, code]) => {
    const response = await assets.patch('BTC', halt, token)
    expect([response.status, await codeOf(response)]).toEqual([status, code])
    expect(assets.audited).toEqual([])
    expect((await one('BTC')).status).toBe('active')
  })

  test.each([
    ['an unknown asset', 'NOPE', halt, 404],
    ['a missing reason', 'BTC', { status: 'halted' }, 422],
    ['a blank reason', 'BTC', { status: 'halted', reason: '  ' }, 422],
    ['another status', 'BTC', { status: 'gone', reason: 'x' }, 422],
    ['an unknown field', 'BTC', { ...halt, price: '1' }, 422],
    ['broken JSON', 'BTC', '{', 400],
    ['a huge body', 'BTC', JSON.stringify({ ...halt, reason: 'x'.repeat(70_000) }), 413],
  ])('refuses %s', async (...[, symbol, body, status]) => {
    expect((await assets.patch(symbol, body)).status).toBe(status)
    expect(assets.audited).toEqual([])
  })

  test('wants JSON', async () => {
    const response = await assets.app.request('/api/v1/admin/assets/BTC', {
      method: 'PATCH',
      headers: { authorization: 'Bearer admin', 'content-type': 'text/plain' },
      body: JSON.stringify(halt),
    })
    expect(response.status).toBe(415)
  })

  test('does not happen when it can not be audited', async () => {
    const app = createApp({
      ...assets.deps,
      audit: async () => {
        throw new StoreUnavailable(new Error('away'))
      },
    })
    const response = await app.request('/api/v1/admin/assets/BTC', {
      method: 'PATCH',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify(halt),
    })
    expect([response.status, await codeOf(response)]).toEqual([503, 'store_unavailable'])
    expect((await one('BTC')).status).toBe('active')
  })
})

describe('when the market can not be read', () => {
  const broken = (error: Error) =>
    createApp({
      ...assets.deps,
      market: {
        assets: async () => {
          throw error
        },
        prices: assets.deps.market.prices.bind(assets.deps.market),
      },
    })

  test.each([
    '/api/v1/assets',
    '/api/v1/assets/BTC',
    '/api/v1/categories',
    '/internal/stream/prices',
  ])(
    '%s is 503 for an outage with Retry-After, 500 for a bug that it keeps to itself',
    async (path) => {
      const outage = await broken(new StoreUnavailable(new Error('secret'))).request(path)
      expect([outage.status, outage.headers.get('retry-after')]).toEqual([503, '1'])
      const bug = await broken(new Error('secret')).request(path)
      expect(bug.status).toBe(500)
      expect(await bug.text()).not.toContain('secret')
    },
  )
})
