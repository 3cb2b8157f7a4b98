import type { Minor } from './money'
import { type Rejection, reject } from './rejection'

export type AccountStatus = 'active' | 'frozen'

/** What the customer or the platform asks of an account. */
export type AccountOperation =
  | 'order'
  | 'deposit'
  | 'withdrawal'
  | 'cancel'
  | 'expire'
  | 'fill'
  | 'approve_withdrawal'
  | 'reject_withdrawal'

/** The serialization point of an account: amounts in minor USD, times in epoch milliseconds. */
export interface AccountState {
  readonly account: string
  readonly seq: bigint
  /** Hash of the newest journal entry. */
  readonly head: string
  /** Time of the newest journal entry. */
  readonly at: number
  readonly status: AccountStatus
  /** Live session ids with their expiry. */
  readonly sessions: Readonly<Record<string, number>>
  readonly available: Minor
  readonly held: Minor
  /** UTC day (yyyy-mm-dd) that the counters belong to. */
  readonly day: string
  readonly depositedToday: Minor
  readonly withdrawnToday: Minor
  readonly openOrders: number
}

/** A holding of one asset, in minor units; cost basis and realised profit in minor USD. */
export interface Position {
  readonly account: string
  readonly asset: string
  readonly available: Minor
  readonly held: Minor
  readonly costBasis: Minor
  readonly realisedPnl: Minor
  /** The account's sequence that last wrote it; 0 for a position that does not exist yet. */
  readonly seq: bigint
}

/** Which operations a status allows: frozen stops what the customer starts, not what protects money. */
export const ALLOWED: Readonly<Record<AccountStatus, Readonly<Record<AccountOperation, boolean>>>> =
  {
    active: {
      order: true,
      deposit: true,
      withdrawal: true,
      cancel: true,
      expire: true,
      fill: true,
      approve_withdrawal: true,
      reject_withdrawal: true,
    },
    frozen: {
      order: false,
      deposit: false,
      withdrawal: false,
      cancel: true,
      expire: true,
      fill: true,
      approve_withdrawal: true,
      reject_withdrawal: true,
    },
  }

/** Refuses an operation that the account's status forbids. */
export const refuseByStatus = (
  status: AccountStatus,
  operation: AccountOperation,
): Rejection | undefined =>
  ALLOWED[status][operation]
    ? undefined
    : reject('account_frozen', 'The account is frozen. Ask support to lift the freeze.')

/** An account as it is opened. */
export const newAccount = (account: string, head: string, now: number): AccountState => ({
  account,
  seq: 0n,
  head,
  at: now,
  status: 'active',
  sessions: {},
  available: 0n,
  held: 0n,
  day: utcDay(now),
  depositedToday: 0n,
  withdrawnToday: 0n,
  openOrders: 0,
})

/** A position before its first trade. */
export const emptyPosition = (account: string, asset: string): Position => ({
  account,
  asset,
  available: 0n,
  held: 0n,
  costBasis: 0n,
  realisedPnl: 0n,
  seq: 0n,
})

/** The UTC day of a time, yyyy-mm-dd. */
export const utcDay = (now: number): string => new Date(now).toISOString().slice(0, 10)
