import { isRejection } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { transact } from '@bourse/common/store/transact'
import { createDeposit } from '@bourse/contracts/cash'
import { cashFingerprint, readCashAmount } from '../cash-amount'
import type { CashDeps } from '../cash-deps'
import { transferView } from '../transfer-view'
import { decideDeposit } from './decide'

/** POST /deposits: the key makes a repeat safe for ever. */
export const depositRoute = (deps: CashDeps): Route =>
  route(createDeposit, async ({ body, identity, idempotencyKey: key }) => {
    const amount = readCashAmount(body.amount)
    if (isRejection(amount)) return amount
    const fingerprint = cashFingerprint('deposit', amount)
    const request = { account: identity.userId, key, amount, fingerprint, ulid: deps.newId() }
    const outcome = await transact(deps.transact, {
      account: identity.userId,
      operation: 'deposit',
      session: identity.sessionId,
      record: { kind: 'transfer', id: key, mode: 'create', fingerprint },
      decide: (snapshot) => decideDeposit(snapshot, request, deps.cash.depositDailyLimit),
    })
    if (isRejection(outcome)) return outcome
    return { body: transferView(outcome.record), replayed: outcome.replayed }
  })
