import { expect, test } from 'bun:test'
import { retryAfterMs } from './retry-after'

const now = Date.parse('2026-01-31T12:00:00.000Z')

test.each([
  ['30', 30_000],
  [' 30 ', 30_000],
  ['0', 1_000],
  ['999999999', 3_600_000],
  ['Sat, 31 Jan 2026 12:00:45 GMT', 45_000],
  ['Sat, 31 Jan 2026 11:00:00 GMT', 1_000],
  ['Sun, 31 Jan 2027 12:00:00 GMT', 3_600_000],
  [null, 60_000],
  ['', 60_000],
  ['-5', 60_000],
  ['1.5', 60_000],
  ['1e3', 60_000],
  ['2026-01-31T12:01:00Z', 60_000],
  ['Xxx, 99 Xxx 2026 12:00:45 GMT', 60_000],
])('a Retry-After of %p waits %i ms', (header, expected) => {
  expect(retryAfterMs(header, now, 60_000)).toBe(expected)
})
