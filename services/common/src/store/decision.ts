import type { AccountOperation, AccountState, Position } from '../domain/account'
import type { JournalDraft } from '../domain/ledger'
import type { Minor } from '../domain/money'
import type { Order } from '../domain/order'
import type { Rejection } from '../domain/rejection'
import type { Transfer } from '../domain/transfer'

export type MoneyRecord = Order | Transfer

/** What a decision sees: one account as of one moment. `now` never lies before the account's last entry. */
export interface MoneySnapshot {
  readonly state: AccountState
  /** The position in the command's asset; empty before the first trade. */
  readonly position: Position
  readonly record: MoneyRecord | undefined
  readonly now: number
}

/**
 * What a decision wants written. Balances follow from the journal's postings and from nothing else,
 * so a mutation without an entry can't be expressed.
 */
export interface Decision<R extends MoneyRecord> {
  readonly journal: JournalDraft
  /** Cost basis and realised profit of the position after the entry, minor USD. */
  readonly position?: { readonly costBasis: Minor; readonly realisedPnl: Minor }
  /** The daily counters after the entry. */
  readonly limits?: {
    readonly day: string
    readonly depositedToday: Minor
    readonly withdrawnToday: Minor
  }
  readonly record: R
}

/** A money command: who, on what authority, under which key, and the pure decision. */
export interface MoneyCommand<R extends MoneyRecord> {
  readonly account: string
  readonly operation: AccountOperation
  /** The customer's session, which must be live at the commit; absent for the platform's own commands. */
  readonly session?: string
  /** Asset whose position the decision reads and writes. */
  readonly asset?: string
  readonly record: RecordKey
  readonly decide: (snapshot: MoneySnapshot) => Rejection | Decision<R>
}

/** `create` claims the key for ever and replays for the same fingerprint; `settle` changes what is pending. */
export type RecordKey =
  | {
      readonly kind: 'order' | 'transfer'
      readonly id: string
      readonly mode: 'create'
      readonly fingerprint: string
    }
  | { readonly kind: 'transfer'; readonly id: string; readonly mode: 'settle' }
