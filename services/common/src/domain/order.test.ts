import { describe, expect, test } from 'bun:test'
import { isTerminal, type OrderStatus, TRANSITIONS } from './order'

const STATUSES = Object.keys(TRANSITIONS) as OrderStatus[]
const RANK: Readonly<Record<OrderStatus, number>> = {
  new: 0,
  open: 1,
  triggered: 2,
  filled: 3,
  canceled: 3,
  expired: 3,
  rejected: 3,
}

describe('an order', () => {
  test.each([
    ['new', ['open', 'triggered', 'filled', 'rejected']],
    ['open', ['triggered', 'filled', 'canceled', 'expired']],
    ['triggered', ['filled', 'canceled', 'expired']],
    ['filled', []],
    ['canceled', []],
    ['expired', []],
    ['rejected', []],
  ] as const)('that is %s may become %j and nothing else', (from, to) => {
    for (const status of STATUSES) {
      expect(TRANSITIONS[from].includes(status)).toBe((to as readonly string[]).includes(status))
    }
    expect(isTerminal(from)).toBe(to.length === 0)
  })

  test('only moves forward, so that it ends', () => {
    for (const from of STATUSES) {
      for (const to of TRANSITIONS[from]) expect(RANK[to]).toBeGreaterThan(RANK[from])
    }
  })

  test('that was accepted is never rejected afterwards', () => {
    for (const from of STATUSES.filter((status) => status !== 'new')) {
      expect(TRANSITIONS[from]).not.toContain('rejected')
    }
  })
})
