import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { shockAt, walkAt, walkKey } from './random-walk'

const tick = fc.integer({ min: 0, max: 5_000_000_000 })
const keys = Array.from({ length: 400 }, (_, index) => walkKey('seed', `asset ${index}`))

describe('walkAt', () => {
  test('steps like Brownian motion: the deviation grows with the square root of time', () => {
    for (const span of [1, 7, 60, 3_600, 86_400, 604_800]) {
      const squares = keys.flatMap((key) =>
        [1_700_000_011, 1_800_123_457].map((at) => (walkAt(key, at + span) - walkAt(key, at)) ** 2),
      )
      expect(Math.sqrt(mean(squares) / span)).toBeWithin(0.8, 1.2)
    }
  })

  test('stays around zero however much time passes', () => {
    for (const at of [3, 1_700_000_011, 4_000_000_007]) {
      const values = keys.map((key) => walkAt(key, at))
      expect(Math.abs(mean(values))).toBeLessThan(250)
      expect(Math.sqrt(mean(values.map((value) => value ** 2)))).toBeWithin(1_200, 1_700)
    }
  })

  test('never leaps from one tick to the next, also where levels and anchors meet', () => {
    const meeting = fc.tuple(fc.integer({ min: 1, max: 22 }), fc.integer({ min: 1, max: 200 }))
    const near = meeting.map(([level, index]) => index * 2 ** level - 1)
    fc.assert(
      fc.property(fc.integer(), fc.oneof(tick, near), (key, at) => {
        expect(Math.abs(walkAt(key, at + 1) - walkAt(key, at))).toBeLessThan(10)
      }),
      { numRuns: 2_000 },
    )
  })

  test('walks of different names are independent', () => {
    const [a, b] = [walkKey('seed', 'A'), walkKey('seed', 'B')]
    const steps = Array.from({ length: 4_000 }, (_, index) => {
      const at = 1_700_000_000 + index * 3_600
      return (walkAt(a, at + 3_600) - walkAt(a, at)) * (walkAt(b, at + 3_600) - walkAt(b, at))
    })
    expect(Math.abs(mean(steps) / 3_600)).toBeLessThan(0.08)
  })
})

describe('shockAt', () => {
  test('is absent most of the time, and happens', () => {
    const values = keys.flatMap((key) =>
      Array.from({ length: 100 }, (_, day) => shockAt(key, 1_700_000_000 + day * 86_400)),
    )
    const active = values.filter((value) => value !== 0).length / values.length
    expect(active).toBeWithin(0.02, 0.08)
    expect(values.some((value) => value > 0.3) && values.some((value) => value < -0.3)).toBe(true)
  })

  test('fades out where its slot ends: only its start is sudden', () => {
    const leaps = Array.from({ length: 3_000 }, (_, slot) => {
      const edge = slot * 16_384
      return Math.abs(shockAt(7, edge) - shockAt(7, edge - 1))
    })
    expect(leaps.filter((leap) => leap > 0.001 && leap < 0.249)).toEqual([])
    expect(leaps.some((leap) => leap > 0)).toBe(true)
  })

  test('stays between -1 and 1 even where two overlap', () => {
    fc.assert(
      fc.property(fc.integer(), tick, (key, at) => {
        expect(Math.abs(shockAt(key, at))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 2_000 },
    )
  })
})

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
