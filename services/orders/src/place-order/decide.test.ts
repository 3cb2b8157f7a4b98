import { expect, test } from 'bun:test'
import { isRejection } from '@bourse/common/domain/rejection'
import { NOW, someAsset, someMarket, someSnapshot } from '../../test/decision-fixture'
import { decideMarketOrder } from './decide'
import type { OrderMarket, OrderRequest } from './price-order'

const BTC = 100_000_000n

const decide = (
  request: Partial<OrderRequest>,
  market: Partial<OrderMarket> = {},
  snapshot = someSnapshot({ position: { available: BTC, costBasis: 40_000_000_000n } }),
) =>
  decideMarketOrder(
    { symbol: 'BTC', side: 'buy', id: 'one', fingerprint: 'f', ...request },
    someMarket(market),
    snapshot,
  )

const filled = (...args: Parameters<typeof decide>) => {
  const outcome = decide(...args)
  if (isRejection(outcome)) throw new Error(outcome.detail)
  const [fill] = outcome.record.fills
  if (!fill) throw new Error('no fill')
  return { ...outcome, fill }
}

test('buys at the ask, with value and fee on top of each other', () => {
  const { fill, record } = filled({ quantity: '0.01' })
  expect(fill.price).toBe(50_050n * 10n ** 12n)
  expect(fill.value).toBe(500_500_000n)
  expect(fill.fee).toBe(1_251_250n)
  expect(fill.total).toBe(501_751_250n)
  expect(record).toMatchObject({ status: 'filled', quantity: 1_000_000n, notional: null })
})

test('sells at the bid and takes the fee from what the seller gets', () => {
  const { fill } = filled({ side: 'sell', quantity: '0.01' })
  expect(fill.price).toBe(49_950n * 10n ** 12n)
  expect(fill.value).toBe(499_500_000n)
  expect(fill.total).toBe(499_500_000n - 1_248_750n)
})

test('posts spread and fee as legs of their own', () => {
  const { journal } = filled({ quantity: '0.01' })
  expect(journal.type).toBe('buy')
  expect(journal.postings.map((p) => [p.book, p.asset, p.amount])).toEqual([
    ['user', 'USD', -501_751_250n],
    ['house', 'USD', 500_000_000n],
    ['spread', 'USD', 500_000n],
    ['fees', 'USD', 1_251_250n],
    ['house', 'BTC', -1_000_000n],
    ['user', 'BTC', 1_000_000n],
  ])
})

test('mirrors the legs on a sale', () => {
  const { journal } = filled({ side: 'sell', quantity: '0.01' })
  expect(journal.postings.map((p) => [p.book, p.asset, p.amount])).toEqual([
    ['user', 'USD', 498_251_250n],
    ['house', 'USD', -500_000_000n],
    ['spread', 'USD', 500_000n],
    ['fees', 'USD', 1_248_750n],
    ['house', 'BTC', 1_000_000n],
    ['user', 'BTC', -1_000_000n],
  ])
})

test('records where the price came from and how old it was', () => {
  expect(filled({ quantity: '0.01' }).fill.provenance).toEqual({
    source: 'simulated',
    mid: 50_000n * 10n ** 12n,
    price: 50_050n * 10n ** 12n,
    spreadBps: 20,
    feeBps: 25,
    at: NOW - 2000,
    ageMs: 2000,
  })
})

test('spends a whole notional, fee included', () => {
  const { fill, record } = filled({ notional: '100' })
  expect(fill.total <= 100_000_000n && fill.total > 99_998_000n).toBe(true)
  expect(record).toMatchObject({ quantity: null, notional: 100_000_000n })
  expect(record.filledQuantity).toBe(fill.quantity)
})

test('adds what a buyer paid to the cost of the holding', () => {
  const { position } = filled({ quantity: '0.01' })
  expect(position).toEqual({ costBasis: 40_501_751_250n, realisedPnl: 0n })
})

test('takes a share of the cost away on a sale and realises the rest', () => {
  const { position, fill } = filled({ side: 'sell', quantity: '0.25' })
  expect(position).toEqual({
    costBasis: 30_000_000_000n,
    realisedPnl: fill.total - 10_000_000_000n,
  })
})

const stale = { symbol: 'BTC', price: 10n ** 12n, at: NOW - 15_001, source: 'simulated' } as const
const table: [string, Partial<OrderRequest>, Partial<OrderMarket>, string][] = [
  ['while trading is halted', {}, { trading: 'halted' }, 'trading_halted'],
  ['while only cancelling is allowed', {}, { trading: 'cancel_only' }, 'trading_halted'],
  ['for an asset that does not exist', {}, { asset: undefined }, 'unknown_asset'],
  ['while the asset is halted', {}, { asset: someAsset({ status: 'halted' }) }, 'asset_halted'],
  ['without a price', {}, { price: undefined }, 'price_stale'],
  ['on a price that is too old', {}, { price: stale }, 'price_stale'],
  ['on a price from the far future', {}, { price: { ...stale, at: NOW + 15_001 } }, 'price_stale'],
  ['on a price of nothing', {}, { price: { ...stale, at: NOW, price: 0n } }, 'price_stale'],
  ['with more decimals than the asset has', { quantity: '0.000000001' }, {}, 'too_many_decimals'],
  ['with more decimals than dollars have', { notional: '1.0000001' }, {}, 'too_many_decimals'],
  ['for nothing', { quantity: '0' }, { asset: someAsset({ minNotional: 0n }) }, 'below_minimum'],
  ['below the minimum', { quantity: '0.00001' }, {}, 'below_minimum'],
  ['above the maximum', { quantity: '2' }, {}, 'above_maximum'],
  ['above the maximum by notional', { notional: '100300' }, {}, 'above_maximum'],
  ['for any number of digits', { quantity: '9'.repeat(20) }, {}, 'above_maximum'],
  ['for more than the cash covers', { quantity: '0.02' }, {}, 'insufficient_funds'],
  ['for more than is held', { side: 'sell', quantity: '1.5' }, {}, 'insufficient_funds'],
]
for (const [when, request, market, code] of table) {
  test(`refused ${when}`, () => {
    const amount = request.notional === undefined ? { quantity: '0.01' } : {}
    expect(decide({ ...amount, ...request }, market)).toMatchObject({ rejected: code })
  })
}

test('refused one unit of the last digit past the cash, and not at it', () => {
  const at = (available: bigint) => decide({ quantity: '0.01' }, {}, someSnapshot({ available }))
  expect(at(501_751_249n)).toMatchObject({ rejected: 'insufficient_funds', field: 'quantity' })
  expect(isRejection(at(501_751_250n))).toBe(false)
})

test('refused on what is held for another order', () => {
  const snapshot = someSnapshot({ position: { available: 1_000_000n, held: BTC } })
  const outcome = decide({ side: 'sell', quantity: '0.02' }, {}, snapshot)
  expect(outcome).toMatchObject({ rejected: 'insufficient_funds' })
})

test('refused with the limit, the funds and when to come back said', () => {
  const detail = (...args: Parameters<typeof decide>) => JSON.stringify(decide(...args))
  expect(detail({ quantity: '0.00001' })).toContain('at least 1.00 USD')
  expect(detail({ quantity: '2' })).toContain('at most 100000.00 USD')
  expect(detail({ quantity: '0.02' })).toContain('1000.00 USD is available')
  expect(detail({ side: 'sell', quantity: '1.5' })).toContain('1 BTC is available')
  expect(decide({ quantity: '1' }, { price: stale })).toMatchObject({ retryAfterMs: 5000 })
})

test('refused never for a price exactly as old as the asset allows', () => {
  const price = { ...stale, at: NOW - 15_000, price: 50_000n * 10n ** 12n }
  expect(isRejection(decide({ quantity: '0.01' }, { price }))).toBe(false)
})

test('refused rather than divided by a bid that the spread ate up', () => {
  const price = { ...stale, at: NOW, price: 1n }
  const outcome = decide({ side: 'sell', notional: '5' }, { price, spreadBps: 2000 })
  expect(outcome).toMatchObject({ rejected: 'below_minimum' })
})
