import { describe, expect, test } from 'bun:test'
import { ALLOWED, emptyPosition, newAccount, refuseByStatus, utcDay } from './account'

describe('who may do what', () => {
  test.each([
    ['active', 'order', true],
    ['active', 'deposit', true],
    ['active', 'withdrawal', true],
    ['active', 'cancel', true],
    ['active', 'expire', true],
    ['active', 'fill', true],
    ['active', 'approve_withdrawal', true],
    ['active', 'reject_withdrawal', true],
    ['frozen', 'order', false],
    ['frozen', 'deposit', false],
    ['frozen', 'withdrawal', false],
    ['frozen', 'cancel', true],
    ['frozen', 'expire', true],
    ['frozen', 'fill', true],
    ['frozen', 'approve_withdrawal', true],
    ['frozen', 'reject_withdrawal', true],
  ] as const)('%s: %s is %p', (status, operation, allowed) => {
    expect(ALLOWED[status][operation]).toBe(allowed)
    expect(refuseByStatus(status, operation)?.rejected).toBe(allowed ? undefined : 'account_frozen')
  })

  test('is decided for every status and operation', () => {
    const cells = Object.values(ALLOWED).flatMap((row) => Object.keys(row))
    expect(cells).toHaveLength(16)
  })
})

test('an account opens empty, active, without sessions, on its UTC day', () => {
  expect(newAccount('usr_a', 'head', Date.UTC(2026, 0, 31, 23, 59, 59, 999))).toEqual({
    account: 'usr_a',
    seq: 0n,
    head: 'head',
    at: Date.UTC(2026, 0, 31, 23, 59, 59, 999),
    status: 'active',
    sessions: {},
    available: 0n,
    held: 0n,
    day: '2026-01-31',
    depositedToday: 0n,
    withdrawnToday: 0n,
    openOrders: 0,
  })
})

test('a position opens empty and unwritten', () => {
  expect(emptyPosition('usr_a', 'BTC')).toEqual({
    account: 'usr_a',
    asset: 'BTC',
    available: 0n,
    held: 0n,
    costBasis: 0n,
    realisedPnl: 0n,
    seq: 0n,
  })
})

test.each([
  [Date.UTC(2026, 0, 1), '2026-01-01'],
  [Date.UTC(2026, 0, 1) - 1, '2025-12-31'],
  [Date.UTC(2028, 1, 29, 12), '2028-02-29'],
])('the UTC day of %d is %s', (at, day) => {
  expect(utcDay(at)).toBe(day)
})
