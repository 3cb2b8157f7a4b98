import { isRejection, type Rejection } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { Identity } from '@bourse/common/http/route'
import { transact } from '@bourse/common/store/transact'
import type { QueuedWithdrawal } from '@bourse/contracts/admin'
import type { CashDeps } from '../cash-deps'
import { queuedWithdrawalView } from '../transfer-view'
import { decideSettlement, type Verdict } from './decide'

interface Settlement {
  /** `<user id>.<idempotency key>` */
  readonly id: string
  readonly verdict: Verdict
  readonly by: Identity
  readonly ip: string
  readonly reason?: string
}

/** Settles on the platform's authority: the owner's session and a freeze play no part. */
export const settle = async (
  deps: CashDeps,
  ask: Settlement,
): Promise<QueuedWithdrawal | Rejection> => {
  const cut = ask.id.indexOf('.')
  const account = ask.id.slice(0, cut)
  const outcome = await transact<Transfer>(deps.transact, {
    account,
    operation: ask.verdict === 'approve' ? 'approve_withdrawal' : 'reject_withdrawal',
    record: { kind: 'transfer', id: ask.id.slice(cut + 1), mode: 'settle' },
    decide: (snapshot) => decideSettlement(snapshot, ask.verdict),
  })
  await deps.audit({
    action: ask.verdict === 'approve' ? 'withdrawal_approve' : 'withdrawal_reject',
    outcome: isRejection(outcome) ? 'refused' : 'ok',
    actorId: ask.by.userId,
    subjectId: account,
    ip: ask.ip,
    detail: [ask.id.slice(cut + 1), ...detailsOf(ask, outcome)].join(': '),
  })
  if (isRejection(outcome)) return outcome
  const names = await deps.usernames([account])
  return queuedWithdrawalView(outcome.record, names.get(account) ?? '')
}

const detailsOf = ({ reason }: Settlement, outcome: object): string[] => {
  if (isRejection(outcome)) return [outcome.rejected]
  return reason === undefined ? [] : [reason]
}
