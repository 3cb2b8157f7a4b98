import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type StoreFixture, startStore } from '../../test/store-fixture'
import type { Price } from '../domain/asset'
import { AssetDao } from './asset-dao'
import { PriceDao } from './price-dao'

let fixture: StoreFixture
let prices: PriceDao
beforeAll(async () => {
  fixture = await startStore()
  prices = new PriceDao(fixture.store)
})
afterAll(() => fixture.stop())

const many = (count: number, price = 10n ** 30n): Price[] =>
  Array.from({ length: count }, (_, i) => ({ symbol: `S${i}`, price, at: 1, source: 'simulated' }))

/** All prices by the number in their symbol: a map has no order. */
const stored = async () =>
  (await prices.all()).toSorted((a, b) => Number(a.symbol.slice(1)) - Number(b.symbol.slice(1)))

test('keeps 240 prices to the last digit and refuses more', async () => {
  expect(await prices.write(many(240))).toBe(true)
  expect(await stored()).toEqual(many(240))
  await expect(prices.write(many(241))).rejects.toThrow('more assets')
})

test('leaves no price of a longer list behind', async () => {
  await prices.write(many(130))
  await prices.write(many(2))
  expect(await stored()).toEqual(many(2))
})

test('a writer with a lower fence changes nothing, an equal or higher one does', async () => {
  expect(await prices.write(many(1, 1n), 7n)).toBe(true)
  expect(await prices.write(many(1, 2n), 6n)).toBe(false)
  expect((await prices.all())[0]?.price).toBe(1n)
  expect(await prices.write(many(1, 3n), 7n)).toBe(true)
  expect(await prices.write(many(1, 4n), 8n)).toBe(true)
  expect((await prices.all())[0]?.price).toBe(4n)
})

test('the feed halts what is active and resumes what it halted, never what an admin did', async () => {
  const assets = new AssetDao(fixture.store)
  await assets.describe({
    symbol: 'BTC',
    name: 'Bitcoin',
    decimals: 8,
    minNotional: 1n,
    maxNotional: 2n,
    status: 'active',
    haltedBy: null,
    maxAgeMs: 1,
  })
  const by = async () => (await assets.all()).map(({ status, haltedBy }) => [status, haltedBy])
  expect(await assets.setStatusByFeed('BTC', 'active')).toBe(false)
  expect(await assets.setStatusByFeed('BTC', 'halted')).toBe(true)
  expect(await by()).toEqual([['halted', 'feed']])
  expect(await assets.setStatusByFeed('BTC', 'active')).toBe(true)
  await assets.setStatus('BTC', 'halted', 'admin')
  expect(await assets.setStatusByFeed('BTC', 'halted')).toBe(false)
  expect(await assets.setStatusByFeed('BTC', 'active')).toBe(false)
  expect(await by()).toEqual([['halted', 'admin']])
  expect(await assets.setStatusByFeed('NOPE', 'halted')).toBe(false)
})
