import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { someSnapshot } from '../../test/decision-fixture'
import { costAfterSell } from './cost-basis'

const holding = fc.record({
  available: fc.bigInt({ min: 1n, max: 10n ** 20n }),
  held: fc.bigInt({ min: 0n, max: 10n ** 20n }),
  costBasis: fc.bigInt({ min: 0n, max: 10n ** 15n }),
})

test('what remains costs its share of the whole holding, never more', () => {
  fc.assert(
    fc.property(holding, fc.bigInt({ min: 1n, max: 10_000n }), (position, part) => {
      const sold = (position.available * part + 9_999n) / 10_000n
      const whole = position.available + position.held
      const { costBasis } = costAfterSell(someSnapshot({ position }).position, sold, 0n)
      const exact = position.costBasis * (whole - sold)
      expect(costBasis * whole <= exact).toBe(true)
      expect((costBasis + 1n) * whole > exact).toBe(true)
    }),
  )
})

test('a third sold of ten costs three and a bit, and the bit is not kept', () => {
  const { position } = someSnapshot({
    position: { available: 3n, costBasis: 10n, realisedPnl: 5n },
  })
  expect(costAfterSell(position, 1n, 20n)).toEqual({ costBasis: 6n, realisedPnl: 5n + 20n - 4n })
})
