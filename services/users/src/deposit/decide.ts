import type { Posting } from '@bourse/common/domain/ledger'
import type { Minor } from '@bourse/common/domain/money'
import type { Rejection } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { Decision, MoneySnapshot } from '@bourse/common/store/decision'
import { refuseAmount } from '../cash-amount'
import { countersAt, refuseByLimit } from '../daily-limit'
import { newTransfer, type TransferRequest } from '../transfer-request'

/** Accepts a deposit within the transfer's and the day's limits (minor USD); the money is there at once. */
export const decideDeposit = (
  { state, now }: MoneySnapshot,
  request: TransferRequest,
  dailyLimit: Minor,
): Rejection | Decision<Transfer> => {
  const { amount } = request
  const today = countersAt(state, now)
  const refused =
    refuseAmount(amount) ??
    refuseByLimit({ amount, moved: today.depositedToday, limit: dailyLimit })
  if (refused) return refused
  return {
    journal: { type: 'deposit', reference: request.key, postings: depositPostings(amount) },
    limits: { ...today, depositedToday: today.depositedToday + amount },
    record: newTransfer(request, { direction: 'deposit', status: 'completed', now }),
  }
}

const depositPostings = (amount: Minor): Posting[] => [
  { book: 'user', bucket: 'available', asset: 'USD', amount },
  { book: 'external', bucket: 'available', asset: 'USD', amount: -amount },
]
