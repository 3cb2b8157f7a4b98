import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { askAndBid, isStale } from './asset'

describe('the spread', () => {
  test('is never better than half of it for the customer, and at most one minor unit worse', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 24n), fc.integer({ min: 0, max: 2000 }), (mid, bps) => {
        const { ask, bid } = askAndBid(mid, bps)
        const half = mid * BigInt(bps)
        expect((ask - mid) * 20_000n >= half && (ask - mid - 1n) * 20_000n < half).toBe(true)
        expect(ask - mid).toBe(mid - bid)
      }),
    )
  })

  test('of nothing leaves the price alone', () => {
    expect(askAndBid(123n, 0)).toEqual({ ask: 123n, bid: 123n })
    expect(askAndBid(10_000n, 20)).toEqual({ ask: 10_010n, bid: 9990n })
  })
})

test.each([
  [0, false],
  [15_000, false],
  [15_001, true],
])('a price of %d ms is stale: %p', (age, stale) => {
  expect(isStale({ at: 1000 }, 15_000, 1000 + age)).toBe(stale)
})
