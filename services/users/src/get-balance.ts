import { balanceBody } from '@bourse/common/domain/balance-body'
import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { getBalance } from '@bourse/contracts/cash'
import type { CashDeps } from './cash-deps'

/** GET /balance: cash, in one read of the account's state. */
export const getBalanceRoute = (deps: CashDeps): Route =>
  route(getBalance, async ({ identity }) => {
    const state = await deps.accounts.state(identity.userId)
    if (!state) return reject('not_found', 'There is no such account.')
    return { body: balanceBody(state) }
  })
