import { isRejection } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { transact } from '@bourse/common/store/transact'
import { createWithdrawal } from '@bourse/contracts/cash'
import { cashFingerprint, readCashAmount } from '../cash-amount'
import type { CashDeps } from '../cash-deps'
import { transferView } from '../transfer-view'
import { decideWithdrawal } from './decide'

/** POST /withdrawals: paid at once or held for approval; a repeat shows how it stands by now. */
export const withdrawRoute = (deps: CashDeps): Route =>
  route(createWithdrawal, async ({ body, identity, idempotencyKey: key }) => {
    const amount = readCashAmount(body.amount)
    if (isRejection(amount)) return amount
    const fingerprint = cashFingerprint('withdrawal', amount)
    const request = { account: identity.userId, key, amount, fingerprint, ulid: deps.newId() }
    const rules = { mode: deps.cash.withdrawals, dailyLimit: deps.cash.withdrawalDailyLimit }
    const outcome = await transact(deps.transact, {
      account: identity.userId,
      operation: 'withdrawal',
      session: identity.sessionId,
      record: { kind: 'transfer', id: key, mode: 'create', fingerprint },
      decide: (snapshot) => decideWithdrawal(snapshot, request, rules),
    })
    if (isRejection(outcome)) return outcome
    return { body: transferView(outcome.record), replayed: outcome.replayed }
  })
