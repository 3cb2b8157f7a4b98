import { type AccountState, utcDay } from '@bourse/common/domain/account'
import { formatUsd, type Minor } from '@bourse/common/domain/money'
import { type Rejection, reject } from '@bourse/common/domain/rejection'

/** What moved on one UTC day, minor USD. */
export interface DayCounters {
  readonly day: string
  readonly depositedToday: Minor
  readonly withdrawnToday: Minor
}

/** The account's counters for today: from zero on a later day, never on an earlier one. */
export const countersAt = (state: AccountState, now: number): DayCounters => {
  const today = utcDay(now)
  return today > state.day
    ? { day: today, depositedToday: 0n, withdrawnToday: 0n }
    : {
        day: state.day,
        depositedToday: state.depositedToday,
        withdrawnToday: state.withdrawnToday,
      }
}

/** Refuses what would pass the day's limit; all in minor USD. */
export const refuseByLimit = (ask: {
  amount: Minor
  moved: Minor
  limit: Minor
}): Rejection | undefined => {
  if (ask.moved + ask.amount <= ask.limit) return undefined
  const left = ask.limit > ask.moved ? ask.limit - ask.moved : 0n
  return reject(
    'daily_limit_exceeded',
    `The limit is ${formatUsd(ask.limit)} USD a UTC day; ${formatUsd(left)} USD are left today.`,
    { field: 'amount' },
  )
}
