import { isRejection } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { approveWithdrawal } from '@bourse/contracts/admin'
import type { CashDeps } from '../cash-deps'
import { settle } from './settle'

/** POST /admin/withdrawals/{id}/approve: a second decision is refused as wrong_state. */
export const approveWithdrawalRoute = (deps: CashDeps): Route =>
  route(approveWithdrawal, async ({ params, identity: by, ip }) => {
    const settled = await settle(deps, { id: params.id, verdict: 'approve', by, ip })
    return isRejection(settled) ? settled : { body: settled }
  })
