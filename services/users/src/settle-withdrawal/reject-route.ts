import { isRejection } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { rejectWithdrawal } from '@bourse/contracts/admin'
import type { CashDeps } from '../cash-deps'
import { settle } from './settle'

/** POST /admin/withdrawals/{id}/reject: a second decision is refused as wrong_state. */
export const rejectWithdrawalRoute = (deps: CashDeps): Route =>
  route(rejectWithdrawal, async ({ params, body, identity: by, ip }) => {
    const settled = await settle(deps, {
      id: params.id,
      verdict: 'reject',
      by,
      ip,
      reason: body.reason,
    })
    return isRejection(settled) ? settled : { body: settled }
  })
