import { expect, test } from 'bun:test'
import { maxAgeMs } from './max-age'

test.each([
  ['simulated', 1_000, 15_000],
  ['simulated', 60_000, 15_000],
  ['coingecko', 300_000, 750_000],
  ['coingecko', 45_001, 112_503],
] as const)('a %s feed polled every %i ms goes stale after %i ms', (source, pollMs, expected) => {
  expect(maxAgeMs({ source, pollMs })).toBe(expected)
})
