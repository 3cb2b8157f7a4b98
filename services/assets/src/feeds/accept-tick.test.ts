import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { acceptTick, NO_PRICE, type PriceState } from './accept-tick'

const asset = { maxJumpBps: 1000 }
const tick = (price: bigint, at: number) => ({ price, at })
const at100: PriceState = { ...NO_PRICE, current: tick(100n, 1000) }

/** Feeds the ticks one after the other; answers 'ok' or the refusal of each, and the last state. */
const feed = (start: PriceState, ticks: readonly { price: bigint; at: number }[]) => {
  let state = start
  const answers = ticks.map((next): string => {
    const decision = acceptTick(state, next, asset)
    state = decision.state
    return decision.accepted ? 'ok' : decision.reason
  })
  return { answers, state }
}

describe('one tick after a price of 100 with a limit of 10 %', () => {
  test.each([
    [0n, 2000, 'not_positive'],
    [-1n, 2000, 'not_positive'],
    [100n, 999, 'older'],
    [500n, 999, 'older'],
    [100n, 1000, 'repeated'],
    [500n, 1000, 'repeated'],
    [100n, 1001, 'ok'],
    [110n, 2000, 'ok'],
    [111n, 2000, 'jump'],
    [91n, 2000, 'ok'],
    [90n, 2000, 'jump'],
  ])('%p at %p is answered %s', (price, at, expected) => {
    expect(feed(at100, [tick(price, at)]).answers).toEqual([expected])
  })
})

describe('an asset halted by a jump', () => {
  test.each<[string, bigint[], string[]]>([
    ['resumes on the third tick that agrees', [150n, 151n, 149n], ['jump', 'jump', 'ok']],
    [
      'starts counting again at a disagreement',
      [150n, 151n, 200n, 200n, 200n],
      ['jump', 'jump', 'jump', 'jump', 'ok'],
    ],
    [
      'needs three ticks for the old price too',
      [150n, 100n, 100n, 100n],
      ['jump', 'jump', 'jump', 'ok'],
    ],
    ['does not follow a ramp', [150n, 160n, 170n, 180n], ['jump', 'jump', 'jump', 'jump']],
    ['wants all three near each other', [150n, 165n, 149n], ['jump', 'jump', 'jump']],
    ['wants the third near the lowest', [150n, 137n, 151n], ['jump', 'jump', 'jump']],
    [
      'ignores nonsense in between',
      [150n, 0n, 151n, -5n, 150n],
      ['jump', 'not_positive', 'jump', 'not_positive', 'ok'],
    ],
    [
      'trades normally afterwards',
      [150n, 150n, 150n, 155n, 100n],
      ['jump', 'jump', 'ok', 'ok', 'jump'],
    ],
  ])('%s', (_, prices, expected) => {
    const ticks = prices.map((price, index) => tick(price, 2000 + index))
    expect(feed(at100, ticks).answers).toEqual(expected)
  })

  test('keeps the last good price and says why it is halted', () => {
    expect(feed(at100, [tick(150n, 2000)]).state).toMatchObject({
      current: { price: 100n, at: 1000 },
      halted: 'jump',
    })
  })

  test('does not count the same tick twice as agreement', () => {
    const again = [tick(150n, 2000), tick(150n, 2000), tick(150n, 2000), tick(150n, 1999)]
    expect(feed(at100, again).answers).toEqual(['jump', 'repeated', 'repeated', 'older'])
  })
})

test('the first tick of all is accepted at any positive price', () => {
  expect(feed(NO_PRICE, [tick(1n, 0)]).answers).toEqual(['ok'])
})

describe('laws over random ticks', () => {
  const ticks = fc.array(
    fc.record({ price: fc.bigInt({ min: -5n, max: 300n }), at: fc.integer({ min: 0, max: 60 }) }),
    { maxLength: 40 },
  )

  test('the price in force is positive and its time never goes back', () => {
    fc.assert(
      fc.property(ticks, (list) => {
        let state = NO_PRICE
        for (const next of list) {
          const after = acceptTick(state, next, asset).state
          if (after.current) expect(after.current.price > 0n).toBe(true)
          expect(after.current?.at ?? -1).toBeGreaterThanOrEqual(state.current?.at ?? -1)
          state = after
        }
      }),
    )
  })

  test('a refusal leaves the price in force alone, an acceptance ends the halt', () => {
    fc.assert(
      fc.property(ticks, (list) => {
        let state = NO_PRICE
        for (const next of list) {
          const decision = acceptTick(state, next, asset)
          if (decision.accepted) expect(decision.state).toEqual({ ...NO_PRICE, current: next })
          else expect(decision.state.current).toEqual(state.current)
          state = decision.state
        }
      }),
    )
  })

  test('a price beyond the limit is accepted only after two more near it', () => {
    fc.assert(
      fc.property(ticks, (list) => {
        const history = replay(list)
        const leaps = history.filter((step) => step.accepted && far(step.before, step.price))
        for (const leap of leaps) {
          const counted = history.slice(0, history.indexOf(leap) + 1).filter((step) => step.counted)
          expect(counted.slice(-3).map((step) => far(step.price, leap.price))).toEqual([
            false,
            false,
            false,
          ])
        }
      }),
    )
  })

  test('three newer ticks of one price always end in trading at that price', () => {
    fc.assert(
      fc.property(ticks, fc.bigInt({ min: 1n, max: 300n }), (list, price) => {
        const { state } = feed(NO_PRICE, [
          ...list,
          tick(price, 61),
          tick(price, 62),
          tick(price, 63),
        ])
        expect(state).toEqual({ ...NO_PRICE, current: tick(price, 63) })
      }),
    )
  })
})

/** Each tick with the price in force before it and whether it was a candidate for the price. */
const replay = (list: readonly { price: bigint; at: number }[]) => {
  let state = NO_PRICE
  return list.map((next) => {
    const before = state.current?.price ?? next.price
    const decision = acceptTick(state, next, asset)
    state = decision.state
    const counted = decision.accepted || decision.reason === 'jump'
    return { price: next.price, before, accepted: decision.accepted, counted }
  })
}

const far = (a: bigint, b: bigint): boolean => {
  const [low, high] = a < b ? [a, b] : [b, a]
  return (high - low) * 10n > low
}
