import { isRejection, type Rejection } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { Identity } from '@bourse/common/http/route'
import { transact } from '@bourse/common/store/transact'
import type { TransferId } from '@bourse/common/store/transfer-dao'
import type { QueuedWithdrawal } from '@bourse/contracts/admin'
import type { CashDeps, SettlementEvent } from '../cash-deps'
import { queuedWithdrawalView } from '../transfer-view'
import { decideSettlement, refuseSettlement, type Verdict } from './decide'

interface Settlement {
  /** `<user id>.<idempotency key>` */
  readonly id: string
  readonly verdict: Verdict
  readonly by: Identity
  readonly ip: string
  readonly reason?: string
}

/**
 * Settles on the platform's authority: the owner's session and a freeze play no part. The trail is
 * written first: a decision that can't be recorded isn't made.
 */
export const settle = async (
  deps: CashDeps,
  ask: Settlement,
): Promise<QueuedWithdrawal | Rejection> => {
  const cut = ask.id.indexOf('.')
  const id = { account: ask.id.slice(0, cut), key: ask.id.slice(cut + 1) }
  const [found] = await deps.transfers.getMany([id])
  const refused = refuseSettlement(found)
  await deps.audit(eventOf(ask, id, refused))
  if (refused) return refused
  const outcome = await transact<Transfer>(deps.transact, {
    account: id.account,
    operation: ask.verdict === 'approve' ? 'approve_withdrawal' : 'reject_withdrawal',
    record: { kind: 'transfer', id: id.key, mode: 'settle' },
    decide: (snapshot) => decideSettlement(snapshot, ask.verdict),
  })
  if (isRejection(outcome)) {
    await deps.audit(eventOf(ask, id, outcome))
    return outcome
  }
  const names = await deps.usernames([id.account])
  return queuedWithdrawalView(outcome.record, names.get(id.account) ?? '')
}

const eventOf = (
  ask: Settlement,
  { account, key }: TransferId,
  refused: Rejection | undefined,
): SettlementEvent => ({
  action: ask.verdict === 'approve' ? 'withdrawal_approve' : 'withdrawal_reject',
  outcome: refused ? 'refused' : 'ok',
  actorId: ask.by.userId,
  subjectId: account,
  ip: ask.ip,
  detail: [key, ask.reason, refused?.rejected].filter((part) => part !== undefined).join(': '),
})
