import { type AccountState, utcDay } from '@bourse/common/domain/account'
import type { JournalDraft, Posting } from '@bourse/common/domain/ledger'
import { type Rejection, reject } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { Decision, MoneySnapshot } from '@bourse/common/store/decision'
import { countersAt, type DayCounters } from '../daily-limit'

export type Verdict = 'approve' | 'reject'

/** Ends a pending withdrawal: approved it is paid out, rejected the money is available again. */
export const decideSettlement = (
  { state, record, now }: MoneySnapshot,
  verdict: Verdict,
): Rejection | Decision<Transfer> => {
  const refused = refuseSettlement(record)
  if (refused) return refused
  if (!isWithdrawal(record)) return NO_SUCH
  const settled = { ...record, updatedAt: now }
  return verdict === 'approve'
    ? { journal: paidOut(record), record: { ...settled, status: 'completed' } }
    : {
        journal: givenBack(record),
        limits: allowanceBack(record, state, now),
        record: { ...settled, status: 'rejected' },
      }
}

/** Refuses what is no withdrawal or is settled already. */
export const refuseSettlement = (record: MoneySnapshot['record']): Rejection | undefined => {
  if (!isWithdrawal(record)) return NO_SUCH
  return record.status === 'pending' ? undefined : SETTLED
}

const NO_SUCH = reject('not_found', 'There is no such withdrawal.')
const SETTLED = reject('wrong_state', 'The withdrawal is settled already.')

const isWithdrawal = (record: MoneySnapshot['record']): record is Transfer =>
  record !== undefined && 'direction' in record && record.direction === 'withdrawal'

const paidOut = ({ key, amount }: Transfer): JournalDraft => ({
  type: 'withdrawal_approved',
  reference: key,
  postings: [released({ amount }), { book: 'external', bucket: 'available', asset: 'USD', amount }],
})

const givenBack = ({ key, amount }: Transfer): JournalDraft => ({
  type: 'withdrawal_rejected',
  reference: key,
  postings: [released({ amount }), { book: 'user', bucket: 'available', asset: 'USD', amount }],
})

const released = ({ amount }: Pick<Transfer, 'amount'>): Posting => ({
  book: 'user',
  bucket: 'held',
  asset: 'USD',
  amount: -amount,
})

/** Only today's allowance can be given back: an earlier day's is gone. */
const allowanceBack = (record: Transfer, state: AccountState, now: number): DayCounters => {
  const today = countersAt(state, now)
  if (utcDay(record.createdAt) !== today.day) return today
  const left = today.withdrawnToday - record.amount
  return { ...today, withdrawnToday: left > 0n ? left : 0n }
}
