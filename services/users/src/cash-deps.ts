import type { Minor } from '@bourse/common/domain/money'
import type { AccountDao } from '@bourse/common/store/account-dao'
import type { JournalDao } from '@bourse/common/store/journal-dao'
import type { Market } from '@bourse/common/store/market-reader'
import type { TransactDeps } from '@bourse/common/store/transact'
import type { TransferDao } from '@bourse/common/store/transfer-dao'
import type { LedgerReport } from '@bourse/contracts/admin'
import type { WithdrawalMode } from './withdraw/decide'

/** What the cash routes need from their surroundings. */
export interface CashDeps {
  readonly transact: TransactDeps
  readonly accounts: Pick<AccountDao, 'state' | 'stateAndPositions'>
  readonly journal: Pick<JournalDao, 'after' | 'before'>
  readonly transfers: Pick<TransferDao, 'getMany' | 'newest' | 'pending'>
  readonly market: Pick<Market, 'assets'>
  /** A ULID. */
  readonly newId: () => string
  /** Daily limits in minor USD. */
  readonly cash: {
    readonly withdrawals: WithdrawalMode
    readonly depositDailyLimit: Minor
    readonly withdrawalDailyLimit: Minor
  }
  /** Usernames by user id; ids without a user are left out. */
  readonly usernames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Writes an admin's decision down, before it is carried out. @throws when it can't: nothing moves then */
  readonly audit: (event: SettlementEvent) => Promise<void>
  readonly ledgerReport: () => Promise<LedgerReport>
}

/** An admin's decision on a withdrawal, for the audit trail. */
export interface SettlementEvent {
  readonly action: 'withdrawal_approve' | 'withdrawal_reject'
  readonly outcome: 'ok' | 'refused'
  readonly actorId: string
  readonly subjectId: string
  readonly ip: string
  readonly detail: string
}
