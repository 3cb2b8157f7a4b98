import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { loadCatalogue } from '../catalogue/catalogue'
import { shockAt, walkKey } from './random-walk'
import { simulatedCandle, simulatedPrice } from './simulated-price'

const bitcoin = {
  walk: 'BTC',
  referencePrice: 92_000n * 10n ** 12n,
  volatilityBpsDay: 240,
  followsMarket: true,
  maxJumpBps: 1500,
}
const catalogue = loadCatalogue()
const tick = fc.integer({ min: 0, max: 5_000_000_000 })
const anyAsset = fc.constantFrom(...catalogue)

describe('simulatedPrice', () => {
  // Written down from JavaScriptCore and V8, which agreed: a change here changes every replay.
  test.each<[number, bigint]>([
    [0, 100_833_360_000_000_000n],
    [1, 100_831_110_000_000_000n],
    [1_700_000_000, 114_426_410_000_000_000n],
    [1_795_000_001, 93_502_202_000_000_000n],
    [2_147_483_648, 99_137_637_000_000_000n],
    [4_102_444_800, 82_899_409_000_000_000n],
  ])('is the same on every machine: tick %i', (at, price) => {
    expect(simulatedPrice('bourse', bitcoin, at)).toBe(price)
  })

  test('is positive, has at most eight significant digits and ignores what was asked before', () => {
    fc.assert(
      fc.property(anyAsset, tick, tick, (asset, at, other) => {
        const price = simulatedPrice('seed', asset, at)
        expect(price > 0n).toBe(true)
        expect(price.toString().replace(/0+$/, '').length).toBeLessThanOrEqual(8)
        simulatedPrice('seed', asset, other)
        expect(simulatedPrice('seed', asset, at)).toBe(price)
      }),
    )
  })

  test('differs from seed to seed', () => {
    expect(simulatedPrice('a', bitcoin, 1_700_000_000)).not.toBe(
      simulatedPrice('b', bitcoin, 1_700_000_000),
    )
  })

  test('never moves beyond a jump limit from one second to the next', () => {
    fc.assert(
      fc.property(anyAsset, tick, (asset, start) => {
        let before = simulatedPrice('seed', asset, start)
        for (let at = start + 1; at < start + 60; at += 1) {
          const price = simulatedPrice('seed', asset, at)
          const [low, high] = price < before ? [price, before] : [before, price]
          expect((high - low) * 10_000n <= low * BigInt(asset.maxJumpBps)).toBe(true)
          before = price
        }
      }),
    )
  })

  test('keeps the start of a sudden shock under the jump limit of a calm asset', () => {
    const calm = { ...bitcoin, volatilityBpsDay: 300, maxJumpBps: 100, followsMarket: false }
    const start = startOfLargeShock(walkKey('seed', calm.walk))
    const before = simulatedPrice('seed', calm, start - 1)
    const moved = Number((simulatedPrice('seed', calm, start) * 10_000n) / before) - 10_000
    expect(Math.abs(moved)).toBeWithin(20, 60)
  })

  test('keeps dollar tokens within half a percent of a dollar', () => {
    const dollars = catalogue.filter(
      (a) => a.categories.includes('stablecoin') && a.symbol !== 'EURC',
    )
    for (const asset of dollars) {
      for (let day = 0; day < 400; day += 1) {
        const price = simulatedPrice('seed', asset, 1_700_000_000 + day * 86_400)
        expect(price >= 995_000_000_000n && price <= 1_005_000_000_000n).toBe(true)
      }
    }
  })

  test('moves a staking receipt with what it stands for', () => {
    const ether = named('ETH')
    const staked = named('WSTETH')
    for (const at of [1_700_000_000, 1_750_000_000, 1_800_000_000]) {
      const ratio = (price: bigint, reference: bigint) => Number((price * 1_000_000n) / reference)
      expect(ratio(simulatedPrice('seed', staked, at), staked.referencePrice)).toBeCloseTo(
        ratio(simulatedPrice('seed', ether, at), ether.referencePrice),
        -1,
      )
    }
  })

  test('moves by the volatility of the catalogue, and with the market', () => {
    const [btc, eth, usdt] = [named('BTC'), named('ETH'), named('USDT')].map(dailyReturns)
    if (!(btc && eth && usdt)) throw new Error('three assets are in the catalogue')
    expect(deviation(btc) * 10_000).toBeWithin(200, 280)
    expect(deviation(eth) * 10_000).toBeWithin(290, 390)
    expect(correlation(btc, eth)).toBeWithin(0.5, 0.8)
    expect(Math.abs(correlation(btc, usdt))).toBeLessThan(0.2)
  })
})

describe('simulatedCandle', () => {
  test('of a minute holds every tick, and opens and closes on its first and last', () => {
    fc.assert(
      fc.property(anyAsset, tick, fc.integer({ min: 1, max: 60 }), (asset, from, length) => {
        const prices = Array.from({ length }, (_, i) => simulatedPrice('seed', asset, from + i))
        const sorted = [...prices].sort((a, b) => (a < b ? -1 : 1))
        const candle = simulatedCandle('seed', asset, { from, to: from + length })
        expect(candle).toEqual({
          open: prices[0] ?? 0n,
          high: sorted.at(-1) ?? 0n,
          low: sorted[0] ?? 0n,
          close: prices.at(-1) ?? 0n,
        })
      }),
    )
  })

  test('of a day keeps low <= open, close <= high', () => {
    const { open, high, low, close } = simulatedCandle('seed', bitcoin, { from: 0, to: 86_400 })
    expect([low <= open, low <= close, open <= high, close <= high, low < high]).not.toContain(
      false,
    )
  })
})

/** The tick at which a shock of at least 0.42 begins. */
const startOfLargeShock = (key: number): number => {
  let tick = 16_384
  while (Math.abs(shockAt(key, tick)) < 0.42) tick += 16_384
  while (Math.abs(shockAt(key, tick) - shockAt(key, tick - 1)) < 0.2) tick -= 1
  return tick
}

const named = (symbol: string) => {
  const asset = catalogue.find((candidate) => candidate.symbol === symbol)
  if (asset === undefined) throw new Error(`${symbol} is not in the catalogue`)
  return asset
}

const dailyReturns = (asset: ReturnType<typeof named>): number[] =>
  Array.from({ length: 800 }, (_, day) => {
    const at = 1_600_000_000 + day * 86_400
    const [from, to] = [at, at + 86_400].map((t) => Number(simulatedPrice('seed', asset, t)))
    return Math.log((to ?? 0) / (from ?? 1))
  })

const deviation = (values: readonly number[]): number => Math.sqrt(correlationSum(values, values))

const correlation = (a: readonly number[], b: readonly number[]): number =>
  correlationSum(a, b) / (deviation(a) * deviation(b))

const correlationSum = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / a.length
