import { expect, test } from 'bun:test'
import type { Position } from '@bourse/common/domain/account'
import type { Price } from '@bourse/common/domain/asset'
import { holding as holdingSchema, portfolio as portfolioSchema } from '@bourse/contracts/portfolio'
import fc from 'fast-check'
import { NOW, someAsset, someSnapshot } from '../test/decision-fixture'
import { allocate } from './allocate'
import { valueHolding, valuePortfolio } from './portfolio'
import { holdingBody, portfolioBody } from './portfolio-body'

const USD = 1_000_000n
const UNIT = 100_000_000n

const price = (symbol: string, usd: number, ageMs = 0): Price => ({
  symbol,
  price: BigInt(usd) * 10n ** 12n,
  at: NOW - ageMs,
  source: 'simulated',
})

const position = (asset: string, of: Partial<Position>): Position => ({
  ...someSnapshot().position,
  asset,
  seq: 1n,
  ...of,
})

const market = (prices: readonly Price[]) => ({
  assets: new Map(['BTC', 'ETH', 'DOGE'].map((symbol) => [symbol, someAsset({ symbol })])),
  prices: new Map(prices.map((p) => [p.symbol, p])),
  now: NOW,
})

const value = (
  positions: readonly Position[],
  prices: readonly Price[],
  available = 1000n * USD,
) => {
  const { state } = someSnapshot({ available })
  const portfolio = valuePortfolio({ state, positions }, market(prices))
  return { portfolio, body: portfolioBody(portfolio, state, NOW) }
}

test('a portfolio is worth its cash and its holdings at the mid', () => {
  const { body } = value(
    [position('BTC', { available: UNIT, held: UNIT, costBasis: 2500n * USD, realisedPnl: 7n })],
    [price('BTC', 1500)],
  )
  expect(portfolioSchema.safeParse(body).success).toBe(true)
  expect(body).toMatchObject({
    assets_value: '3000.00',
    total_value: '4000.00',
    cost_basis: '2500.00',
    unrealised_pnl: '500.00',
    realised_pnl: '0.000007',
    cash_allocation_percent: '25.00',
    complete: true,
    stale: false,
  })
  expect(body.holdings[0]).toMatchObject({
    quantity: '2',
    available: '1',
    held: '1',
    average_cost: '1250.00',
    market_value: '3000.00',
    unrealised_pnl_percent: '20.00',
    allocation_percent: '75.00',
  })
})

test('a portfolio says that it is incomplete when a price is missing, and leaves that holding out', () => {
  const positions = [
    position('BTC', { available: UNIT, costBasis: 100n * USD }),
    position('ETH', { available: UNIT, costBasis: 900n * USD }),
  ]
  const { body } = value(positions, [price('BTC', 1000)])
  expect(body).toMatchObject({
    complete: false,
    stale: true,
    total_value: '2000.00',
    cost_basis: '100.00',
    unrealised_pnl: '900.00',
  })
  expect(body.holdings[1]).toMatchObject({
    price: null,
    market_value: null,
    unrealised_pnl: null,
    allocation_percent: null,
    stale: true,
  })
})

test('a portfolio marks what is valued at an old price', () => {
  const positions = ['BTC', 'ETH'].map((asset) => position(asset, { available: UNIT }))
  const { body } = value(positions, [price('BTC', 1000, 15_001), price('ETH', 1, 15_000)])
  expect(body.stale).toBe(true)
  expect(body.holdings.map((h) => h.stale)).toEqual([true, false])
})

test('a portfolio keeps the profit of what was sold and drops the empty holding', () => {
  const { body } = value([position('BTC', { realisedPnl: -5n * USD })], [price('BTC', 1)])
  expect(body.holdings).toEqual([])
  expect(body.realised_pnl).toBe('-5.00')
})

test('a portfolio of nothing has no allocation', () => {
  expect(value([], [], 0n).body).toMatchObject({
    cash_allocation_percent: null,
    total_value: '0.00',
    complete: true,
  })
})

test('a holding that cost nothing has no percentage of profit', () => {
  const valued = valueHolding(position('BTC', { available: UNIT }), market([price('BTC', 5)]))
  const body = holdingBody(valued, null)
  expect(holdingSchema.safeParse(body).success).toBe(true)
  expect(body).toMatchObject({ unrealised_pnl: '5.00', unrealised_pnl_percent: null })
})

const anyHolding = fc.record({
  available: fc.bigInt({ min: 0n, max: 10n ** 20n }),
  costBasis: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  priced: fc.boolean(),
  usd: fc.integer({ min: 1, max: 100_000 }),
})

test('the parts of any portfolio add up to its totals', () => {
  fc.assert(
    fc.property(
      fc.array(anyHolding, { maxLength: 3 }),
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      (rows, cash) => {
        const held = rows.map((row, i) => ({ ...row, symbol: ['BTC', 'ETH', 'DOGE'][i] ?? '' }))
        const { portfolio: all, body } = value(
          held.map((row) => position(row.symbol, row)),
          held.filter((row) => row.priced).map((row) => price(row.symbol, row.usd)),
          cash,
        )
        expect(portfolioSchema.safeParse(body).success).toBe(true)
        expect(all.totalValue).toBe(all.cash + all.assetsValue)
        expect(all.unrealisedPnl).toBe(all.assetsValue - all.costBasis)
        const shares = [all.cashAllocation, ...all.holdings.map((h) => h.allocation)]
        const percents = shares.reduce<bigint>((sum, share) => sum + (share ?? 0n), 0n)
        expect(percents).toBe(all.totalValue === 0n ? 0n : 10_000n)
      },
    ),
    { numRuns: 1000 },
  )
})

test('shares add up to a hundred percent, and each is within a hundredth of the exact one', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 25n }), { minLength: 1 }), (amounts) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0n)
      const shares = allocate(amounts)
      if (!shares) return expect(total).toBe(0n)
      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(10_000n)
      for (const [i, share] of shares.entries()) {
        const off = share * total - (amounts[i] ?? 0n) * 10_000n
        expect(off < total && off > -total).toBe(true)
      }
    }),
  )
})

test('the largest remainder gets the last hundredth', () => {
  expect(allocate([1n, 1n, 1n])).toEqual([3334n, 3333n, 3333n])
  expect(allocate([2n, 2n, 3n])).toEqual([2857n, 2857n, 4286n])
  expect(allocate([0n, 0n])).toBeUndefined()
})
