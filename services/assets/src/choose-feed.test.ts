import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Price } from '@bourse/common/domain/asset'
import { type AssetsFixture, catalogue, quiet, startAssets } from '../test/assets-fixture'
import { type CoinGeckoStandIn, startCoinGeckoStandIn } from '../test/coingecko-stand-in'
import { type ChooseFeedDeps, chooseFeed } from './choose-feed'
import { coinGeckoAnswers, coinGeckoPollMs, openFeed } from './open-feed'

let assets: AssetsFixture
let standIn: CoinGeckoStandIn
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())
beforeEach(async () => {
  await assets.reset()
  standIn = startCoinGeckoStandIn({ now: assets.clock.now })
})
afterEach(() => standIn.stop())

const settings = () => ({
  catalogue,
  simulatedSeed: 1,
  coingeckoUrl: standIn.url,
  coingeckoApiKey: undefined,
  coingeckoMonthlyCalls: 10_000,
})

const choose = (setting: ChooseFeedDeps['setting'], change: Partial<ChooseFeedDeps> = {}) =>
  chooseFeed({
    ...assets,
    setting,
    coinGeckoAnswers: () => coinGeckoAnswers(settings(), assets.clock.now()),
    log: quiet,
    now: assets.clock.now,
    ...change,
  })

const price = (source: Price['source']): Price => ({
  symbol: 'BTC',
  price: 1n,
  at: assets.clock.now(),
  source,
})

test('auto takes CoinGecko when it answers, and keeps it when it is down at the next start', async () => {
  expect(await choose('auto')).toMatchObject({ source: 'coingecko', chosenBy: 'auto' })
  expect(standIn.requests).toHaveLength(1)
  standIn.setMode({ status: 500 })
  expect((await choose('auto')).source).toBe('coingecko')
  expect(standIn.requests).toHaveLength(1)
})

test.each([{ status: 500 }, { status: 429 }, 'garbage', 'redirect'] as const)(
  'auto takes the simulated feed when CoinGecko answers %p, and keeps it when it comes back',
  async (mode) => {
    standIn.setMode(mode)
    expect((await choose('auto')).source).toBe('simulated')
    standIn.setMode('ok')
    expect((await choose('auto')).source).toBe('simulated')
  },
)

test('auto takes the simulated feed when nothing listens', async () => {
  await standIn.stop()
  expect((await choose('auto')).source).toBe('simulated')
})

test('a named source is taken without asking anybody', async () => {
  expect(await choose('simulated')).toEqual({
    source: 'simulated',
    chosenBy: 'setting',
    generation: 1n,
  })
  expect(standIn.requests).toEqual([])
})

test('starts at the same time agree', async () => {
  let asked = 0
  const answers = [true, false, true, false]
  const starts = answers.map((up) =>
    choose('auto', {
      coinGeckoAnswers: async () => {
        asked += 1
        return up
      },
    }),
  )
  const sources = new Set((await Promise.all(starts)).map((choice) => choice.source))
  expect([sources.size, asked]).toEqual([1, 4])
})

test('another named source replaces the choice and drops the old prices, told to all', async () => {
  await choose('simulated')
  await assets.prices.write([price('simulated')])
  await assets.market.prices()
  expect(await choose('coingecko')).toMatchObject({ source: 'coingecko', generation: 2n })
  expect(await assets.prices.all()).toEqual([])
  expect(await assets.market.price('BTC')).toBeUndefined()
})

test('a start that stopped before the old prices were dropped is made good by the next', async () => {
  await choose('coingecko')
  await assets.prices.write([price('simulated')])
  await choose('auto')
  expect(await assets.prices.all()).toEqual([])
})

test('prices of the chosen source stay', async () => {
  await choose('coingecko')
  await assets.prices.write([price('coingecko')])
  await choose('auto')
  await choose('coingecko')
  expect(await assets.prices.all()).toHaveLength(1)
})

test('gives up, and says why, when others keep changing the choice', async () => {
  const choices = { read: () => assets.choices.read(), write: async () => false }
  await expect(choose('simulated', { choices })).rejects.toThrow('MARKET_FEED')
})

test('opens the feed that was chosen', async () => {
  const spend = async () => true
  const simulated = openFeed('simulated', settings(), spend)
  expect([simulated.source, simulated.pollMs]).toEqual(['simulated', 1000])
  const gecko = openFeed('coingecko', { ...settings(), coingeckoApiKey: 'demo-key' }, spend)
  const polled = await gecko.poll(assets.clock.now())
  expect([gecko.source, polled.ok && polled.ticks.length]).toEqual(['coingecko', catalogue.length])
  expect(standIn.requests[0]?.headers['x-cg-demo-api-key']).toBe('demo-key')
})

test('polls no more often than the budget lasts', () => {
  expect([10_000, 100_000_000, 1000].map(coinGeckoPollMs)).toEqual([300_000, 300_000, 2_678_400])
})
