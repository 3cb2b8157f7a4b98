import { describe, expect, test } from 'bun:test'
import { bucketKey, fold, isBalanced } from '@bourse/common/domain/ledger'
import { formatUsd } from '@bourse/common/domain/money'
import { isRejection, type Rejection } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { Decision } from '@bourse/common/store/decision'
import fc from 'fast-check'
import { requestOf, snapshotOf } from '../test/snapshot'
import { cashFingerprint, readCashAmount } from './cash-amount'
import { countersAt } from './daily-limit'
import { decideDeposit } from './deposit/decide'
import { decideSettlement } from './settle-withdrawal/decide'
import { decideWithdrawal } from './withdraw/decide'

const USD = 1_000_000n
const NOON = Date.UTC(2026, 5, 1, 12)
const NEXT_DAY = NOON + 86_400_000
const codeOf = (outcome: Rejection | Decision<Transfer>) =>
  isRejection(outcome) ? outcome.rejected : outcome.record.status

describe('a deposit', () => {
  test.each([
    ['the least', { amount: USD }, 'completed'],
    ['a cent less than the least', { amount: USD - 10_000n }, 'below_minimum'],
    ['exactly the rest of the limit', { amount: 40n * USD, moved: 60n * USD }, 'completed'],
    [
      'a cent more than the rest',
      { amount: 40n * USD + 10_000n, moved: 60n * USD },
      'daily_limit_exceeded',
    ],
    [
      'the rest again on the next day',
      { amount: 100n * USD, moved: 60n * USD, now: NEXT_DAY },
      'completed',
    ],
    ['more than any transfer may be', { amount: 1_000_001n * USD }, 'above_maximum'],
    [
      'anything when the limit was lowered below what moved',
      { amount: USD, moved: 900n * USD },
      'daily_limit_exceeded',
    ],
  ] as const)(
    'of %s is decided',
    (_, given: { amount: bigint; moved?: bigint; now?: number }, expected) => {
      const { amount, moved = 0n, now = NOON } = given
      const snapshot = snapshotOf({ state: { depositedToday: moved }, now })
      expect(codeOf(decideDeposit(snapshot, requestOf(amount), 100n * USD))).toBe(expected)
    },
  )
})

describe('a withdrawal', () => {
  test.each([
    ['all that is available', { amount: 50n * USD }, 'completed'],
    ['a cent more than is available', { amount: 50n * USD + 10_000n }, 'insufficient_funds'],
    ['what is only held', { amount: 60n * USD, held: 100n * USD }, 'insufficient_funds'],
    ['more than the day allows', { amount: 50n * USD, moved: 60n * USD }, 'daily_limit_exceeded'],
    ['a little', { amount: 1n }, 'below_minimum'],
    [
      'everything on the next day',
      { amount: 50n * USD, moved: 100n * USD, now: NEXT_DAY },
      'completed',
    ],
  ] as const)(
    'of %s is decided',
    (_, given: { amount: bigint; held?: bigint; moved?: bigint; now?: number }, expected) => {
      const { amount, held = 0n, moved = 0n, now = NOON } = given
      const state = { available: 50n * USD, held, withdrawnToday: moved }
      const snapshot = snapshotOf({ state, now })
      const rules = { mode: 'auto' as const, dailyLimit: 100n * USD }
      expect(codeOf(decideWithdrawal(snapshot, requestOf(amount), rules))).toBe(expected)
    },
  )

  test('waits in manual mode, its money held', () => {
    const snapshot = snapshotOf({ state: { available: 50n * USD } })
    const rules = { mode: 'manual' as const, dailyLimit: 100n * USD }
    const decided = decideWithdrawal(snapshot, requestOf(20n * USD), rules)
    expect(codeOf(decided)).toBe('pending')
    if (isRejection(decided)) throw new Error('refused')
    expect(decided.journal.postings.every((p) => p.book === 'user')).toBe(true)
    expect(decided.limits?.withdrawnToday).toBe(20n * USD)
  })
})

describe('a settlement', () => {
  test.each([
    ['approve', { status: 'pending' }, 'completed'],
    ['reject', { status: 'pending' }, 'rejected'],
    ['approve', { status: 'completed' }, 'wrong_state'],
    ['approve', { status: 'rejected' }, 'wrong_state'],
    ['reject', { status: 'completed' }, 'wrong_state'],
    ['reject', { status: 'rejected' }, 'wrong_state'],
    ['approve', { direction: 'deposit' }, 'not_found'],
    ['reject', undefined, 'not_found'],
  ] as const)('%s of %o is decided', (verdict, record, expected) => {
    const snapshot = snapshotOf(record ? { record } : {})
    expect(codeOf(decideSettlement(snapshot, verdict))).toBe(expected)
  })

  test.each([
    ['the same day', NOON, 15n * USD],
    ['the next day', NEXT_DAY, 0n],
  ] as const)('gives the allowance back by rejection on %s', (_, now, left) => {
    const state = { held: 5n * USD, withdrawnToday: 20n * USD }
    const decided = decideSettlement(snapshotOf({ state, record: {}, now }), 'reject')
    expect(isRejection(decided) ? undefined : decided.limits?.withdrawnToday).toBe(left)
  })

  test('leaves the allowance alone by approval', () => {
    const decided = decideSettlement(
      snapshotOf({ state: { held: 5n * USD }, record: {} }),
      'approve',
    )
    expect(isRejection(decided) ? 'refused' : decided.limits).toBeUndefined()
  })
})

describe('the daily counters', () => {
  test('start again on a later day and never on an earlier one', () => {
    const { state } = snapshotOf({ state: { depositedToday: 7n, withdrawnToday: 8n } })
    expect(countersAt(state, NEXT_DAY)).toEqual({
      day: '2026-06-02',
      depositedToday: 0n,
      withdrawnToday: 0n,
    })
    for (const now of [NOON, NOON - 86_400_000, 0]) {
      expect(countersAt(state, now)).toEqual({
        day: '2026-06-01',
        depositedToday: 7n,
        withdrawnToday: 8n,
      })
    }
  })
})

describe('an amount', () => {
  test.each([
    ['5', 5n * USD],
    ['5.00', 5n * USD],
    ['5.000000', 5n * USD],
    ['0.01', 10_000n],
    ['0.001', 'too_many_decimals'],
    ['0.0000001', 'too_many_decimals'],
  ] as const)('%s is read', (text, expected) => {
    const read = readCashAmount(text)
    expect(isRejection(read) ? read.rejected : read).toBe(expected)
  })

  test('has one fingerprint for an operation, whatever its spelling', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 24n), (cents) => {
        const amount = cents * 10_000n
        const spelled = [formatUsd(amount), formatUsd(amount).replace(/\.00$/, '')].map(
          readCashAmount,
        )
        expect(spelled).toEqual([amount, amount])
      }),
    )
    expect(cashFingerprint('deposit', 5n)).toBe(cashFingerprint('deposit', 5n))
    expect(cashFingerprint('deposit', 5n)).not.toBe(cashFingerprint('withdrawal', 5n))
    expect(cashFingerprint('deposit', 5n)).not.toBe(cashFingerprint('deposit', 6n))
  })
})

describe('any sequence of deposits, withdrawals and settlements', () => {
  const step = fc.record({
    kind: fc.constantFrom('deposit', 'auto', 'manual', 'approve', 'reject'),
    amount: fc.bigInt(1n, 300n).map((cents) => cents * 500_000n),
    later: fc.constantFrom(0, 0, 3_600_000, 86_400_000),
  })

  test('keeps sums at zero, balances from going negative and days within their limits', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => runAll(steps)))
  })

  const LIMIT = 200n * USD
  let made = 0
  type Step = { kind: string; amount: bigint; later: number }

  interface Run {
    readonly state: ReturnType<typeof snapshotOf>['state']
    readonly balances: Map<string, bigint>
    readonly pending: readonly Transfer[]
  }

  const runAll = (steps: Step[]): void => {
    let run: Run = { state: snapshotOf().state, balances: new Map(), pending: [] }
    for (const { kind, amount, later } of steps) {
      const now = run.state.at + later
      const record = settles(kind) ? run.pending.at(-1) : undefined
      const decided = decide(kind, { ...snapshotOf({ state: run.state, now }), record }, amount)
      if (isRejection(decided)) continue
      run = after(run, decided, now)
      expectSound(run, decided)
    }
  }

  const after = (run: Run, decided: Decision<Transfer>, at: number): Run => {
    const balances = fold(run.balances, decided.journal.postings)
    const { record } = decided
    return {
      balances,
      pending:
        record.status === 'pending' ? [...run.pending, record] : without(run.pending, record),
      state: {
        ...run.state,
        ...decided.limits,
        at,
        available: balances.get(bucketKey('USD', 'available')) ?? 0n,
        held: balances.get(bucketKey('USD', 'held')) ?? 0n,
      },
    }
  }

  const without = (pending: readonly Transfer[], settled: Transfer) =>
    pending.filter((t) => t.ulid !== settled.ulid)

  const expectSound = ({ state, pending }: Run, decided: Decision<Transfer>): void => {
    expect(isBalanced(decided.journal.postings)).toBe(true)
    expect(state.available >= 0n && state.held >= 0n).toBe(true)
    expect(state.depositedToday <= LIMIT && state.withdrawnToday <= LIMIT).toBe(true)
    expect(state.held).toBe(pending.reduce((sum, t) => sum + t.amount, 0n))
  }

  const settles = (kind: string) => kind === 'approve' || kind === 'reject'

  const decide = (kind: string, snapshot: ReturnType<typeof snapshotOf>, amount: bigint) => {
    const request = { ...requestOf(amount), ulid: `${made++}` }
    if (kind === 'approve' || kind === 'reject') return decideSettlement(snapshot, kind)
    if (kind === 'deposit') return decideDeposit(snapshot, request, LIMIT)
    const mode = kind === 'auto' ? 'auto' : 'manual'
    return decideWithdrawal(snapshot, request, { mode, dailyLimit: LIMIT })
  }
})
