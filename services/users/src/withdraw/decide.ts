import type { JournalDraft, Posting } from '@bourse/common/domain/ledger'
import type { Minor } from '@bourse/common/domain/money'
import { type Rejection, reject } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { Decision, MoneySnapshot } from '@bourse/common/store/decision'
import { refuseAmount } from '../cash-amount'
import { countersAt, refuseByLimit } from '../daily-limit'
import { newTransfer, type TransferRequest } from '../transfer-request'

/** `auto` pays at once, `manual` holds the money until an admin decides. */
export type WithdrawalMode = 'auto' | 'manual'

/** Accepts a withdrawal of what is available, within the limits (minor USD). */
export const decideWithdrawal = (
  { state, now }: MoneySnapshot,
  request: TransferRequest,
  rules: { readonly mode: WithdrawalMode; readonly dailyLimit: Minor },
): Rejection | Decision<Transfer> => {
  const { amount } = request
  const today = countersAt(state, now)
  const refused =
    refuseAmount(amount) ??
    refuseByLimit({ amount, moved: today.withdrawnToday, limit: rules.dailyLimit }) ??
    (amount > state.available ? TOO_LITTLE : undefined)
  if (refused) return refused
  const status = rules.mode === 'auto' ? 'completed' : 'pending'
  return {
    journal: rules.mode === 'auto' ? paidOut(request) : heldBack(request),
    limits: { ...today, withdrawnToday: today.withdrawnToday + amount },
    record: newTransfer(request, { direction: 'withdrawal', status, now }),
  }
}

const TOO_LITTLE = reject('insufficient_funds', 'Less than this is available.', { field: 'amount' })

const paidOut = ({ key, amount }: TransferRequest): JournalDraft => ({
  type: 'withdrawal',
  reference: key,
  postings: [taken(amount), { book: 'external', bucket: 'available', asset: 'USD', amount }],
})

const heldBack = ({ key, amount }: TransferRequest): JournalDraft => ({
  type: 'withdrawal_requested',
  reference: key,
  postings: [taken(amount), { book: 'user', bucket: 'held', asset: 'USD', amount }],
})

const taken = (amount: Minor): Posting => ({
  book: 'user',
  bucket: 'available',
  asset: 'USD',
  amount: -amount,
})
