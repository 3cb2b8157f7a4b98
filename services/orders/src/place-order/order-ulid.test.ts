import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { orderUlid } from './order-ulid'

const place = fc.record({
  now: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  seq: fc.bigInt({ min: 1n, max: 10n ** 12n }),
})

test('is a ULID of its time', () => {
  fc.assert(
    fc.property(place, ({ now, seq }) => {
      const id = orderUlid(now, seq)
      expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
      expect(timeOf(id)).toBe(now)
    }),
  )
})

test('sorts by time and, within a millisecond, by the order of commits', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      const later = a.now > b.now || (a.now === b.now && a.seq > b.seq)
      expect(orderUlid(a.now, a.seq) > orderUlid(b.now, b.seq)).toBe(later)
    }),
  )
  expect(orderUlid(1000, 32n) > orderUlid(1000, 31n)).toBe(true)
})

/** The first ten characters are the time, five bits each. */
const timeOf = (id: string): number =>
  [...id.slice(0, 10)].reduce((t, c) => t * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(c), 0)
