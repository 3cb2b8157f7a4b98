import { expect, test } from 'bun:test'
import { fold, isBalanced } from '@bourse/common/domain/ledger'
import { feeOf, formatDecimal, usdValue as valueAt } from '@bourse/common/domain/money'
import { isRejection } from '@bourse/common/domain/rejection'
import fc from 'fast-check'
import { NOW, someAsset, someMarket, someSnapshot } from '../../test/decision-fixture'
import { decideMarketOrder } from './decide'
import type { OrderMarket } from './price-order'

const PLENTY = 10n ** 18n

/** Any market: spread and fee up to 20 percent, 0 to 18 decimals, prices from dust to millions. */
const anyMarket = fc
  .record({
    decimals: fc.integer({ min: 0, max: 18 }),
    price: fc
      .tuple(fc.integer({ min: 0, max: 18 }), fc.bigInt({ min: 1n, max: 9_999n }))
      .map(([magnitude, digits]) => digits * 10n ** BigInt(magnitude)),
    spreadBps: fc.integer({ min: 0, max: 2000 }),
    feeBps: fc.integer({ min: 0, max: 2000 }),
  })
  .map(({ decimals, price, spreadBps, feeBps }) =>
    someMarket({
      asset: someAsset({ decimals, minNotional: 1n, maxNotional: 10n ** 15n }),
      price: { symbol: 'BTC', price, at: NOW, source: 'simulated' },
      spreadBps,
      feeBps,
    }),
  )

const anyUsd = fc
  .tuple(fc.integer({ min: 0, max: 11 }), fc.bigInt({ min: 1n, max: 9_999n }))
  .map(([magnitude, digits]) => digits * 10n ** BigInt(magnitude))

const anyCase = fc.record({
  market: anyMarket,
  usd: anyUsd,
  owned: fc.bigInt({ min: 1n, max: 10n ** 36n }),
  cost: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  side: fc.constantFrom('buy' as const, 'sell' as const),
})
type Case = typeof anyCase extends fc.Arbitrary<infer C> ? C : never

const decimalsOf = (market: OrderMarket): number => market.asset?.decimals ?? 0

const placed = (
  { market, owned, cost, side }: Omit<Case, 'usd'>,
  amount: { quantity: bigint } | { notional: bigint },
) => {
  const snapshot = someSnapshot({
    available: PLENTY,
    position: { available: owned, costBasis: cost, seq: 1n },
  })
  const asked =
    'quantity' in amount
      ? { quantity: formatDecimal(amount.quantity, decimalsOf(market)) }
      : { notional: formatDecimal(amount.notional, 6) }
  const command = { symbol: 'BTC', side, id: 'one', fingerprint: 'f', ...asked }
  const outcome = decideMarketOrder(command, market, snapshot)
  const fill = isRejection(outcome) ? undefined : outcome.record.fills[0]
  return { snapshot, outcome, fill }
}

const holds = (law: (given: Case) => void) =>
  fc.assert(fc.property(anyCase, law), { numRuns: 2000 })

test('every asset adds up to zero and no balance falls below zero', () => {
  let fills = 0
  holds((given) => {
    const { outcome, snapshot, fill } = placed(given, { notional: given.usd })
    if (isRejection(outcome) || !fill) return
    fills++
    expect(isBalanced(outcome.journal.postings)).toBe(true)
    const before = new Map([
      ['USD available', snapshot.state.available],
      ['BTC available', snapshot.position.available],
    ])
    const after = [...fold(before, outcome.journal.postings).values()]
    const earned = outcome.journal.postings.filter((p) => p.book === 'spread' || p.book === 'fees')
    expect([...after, ...earned.map((p) => p.amount)].every((amount) => amount >= 0n)).toBe(true)
    expect(fill.total >= 0n).toBe(true)
  })
  expect(fills).toBeGreaterThan(500)
})

test('a value is within one millionth of a dollar of the exact one, on the side of the house', () => {
  holds((given) => {
    const { fill } = placed(given, { notional: given.usd })
    if (!fill) return
    const scale = 10n ** BigInt(decimalsOf(given.market) + 6)
    const exact = fill.quantity * fill.price
    const off = given.side === 'buy' ? fill.value * scale - exact : exact - fill.value * scale
    expect(off >= 0n && off < scale).toBe(true)
    const fee = feeOf(fill.value, given.market.feeBps)
    expect(fill.fee).toBe(fee)
    expect(fill.total).toBe(given.side === 'buy' ? fill.value + fee : fill.value - fee)
  })
})

test('a customer never gets a better price than the mid', () => {
  holds((given) => {
    const { fill } = placed(given, { notional: given.usd })
    if (!fill) return
    const { mid, price } = fill.provenance
    expect(given.side === 'buy' ? price >= mid : price <= mid).toBe(true)
  })
})

test('buying by notional never costs more than it, and one more unit would', () => {
  holds((given) => {
    const { fill } = placed({ ...given, side: 'buy' }, { notional: given.usd })
    if (!fill) return
    expect(fill.total <= given.usd).toBe(true)
    const decimals = decimalsOf(given.market)
    const more = valueAt({ quantity: fill.quantity + 1n, decimals, price: fill.price }, 'up')
    expect(more + feeOf(more, given.market.feeBps) > given.usd).toBe(true)
  })
})

test('selling by notional never sells more than it is worth, and one more unit would', () => {
  holds((given) => {
    const { fill } = placed({ ...given, side: 'sell' }, { notional: given.usd })
    if (!fill) return
    const scale = 10n ** BigInt(decimalsOf(given.market) + 6)
    expect(fill.quantity * fill.price <= given.usd * scale).toBe(true)
    expect((fill.quantity + 1n) * fill.price > given.usd * scale).toBe(true)
  })
})

test('selling in any number of steps leaves no cost, and profit is what came in minus what was paid', () => {
  const run = fc.record({
    market: anyMarket,
    owned: fc.bigInt({ min: 3n, max: 10n ** 12n }),
    cost: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    cuts: fc.array(fc.bigInt({ min: 1n, max: 100n }), { maxLength: 5 }),
  })
  let sold = 0
  fc.assert(
    fc.property(run, ({ market, owned, cost, cuts }) => {
      let left = { owned, cost }
      let profit = 0n
      let received = 0n
      const parts = cuts.map((percent) => (owned * percent) / 1000n).filter((part) => part > 0n)
      for (const part of [...parts, undefined]) {
        const quantity = part ?? left.owned
        const { outcome, fill } = placed({ market, side: 'sell', ...left }, { quantity })
        if (isRejection(outcome) || !fill || !outcome.position) return
        expect(outcome.position.costBasis >= 0n).toBe(true)
        expect(outcome.position.costBasis <= left.cost).toBe(true)
        left = { owned: left.owned - quantity, cost: outcome.position.costBasis }
        profit += outcome.position.realisedPnl
        received += fill.total
      }
      sold++
      expect(left).toEqual({ owned: 0n, cost: 0n })
      expect(profit).toBe(received - cost)
    }),
    { numRuns: 2000 },
  )
  expect(sold).toBeGreaterThan(200)
})

test('the same command on the same snapshot decides the same', () => {
  holds((given) => {
    const [one, two] = [
      placed(given, { notional: given.usd }),
      placed(given, { notional: given.usd }),
    ]
    expect(one.outcome).toEqual(two.outcome)
  })
})
