import type { Route } from '@bourse/common/http/route'
import { auditProofRoute } from './audit-proof'
import type { CashDeps } from './cash-deps'
import { depositRoute } from './deposit/route'
import { getBalanceRoute } from './get-balance'
import { ledgerReportRoute } from './ledger-report'
import { listPendingWithdrawalsRoute } from './list-pending-withdrawals'
import { listTransactionsRoute } from './list-transactions'
import { listDepositsRoute, listWithdrawalsRoute } from './list-transfers'
import { approveWithdrawalRoute } from './settle-withdrawal/approve-route'
import { rejectWithdrawalRoute } from './settle-withdrawal/reject-route'
import { withdrawRoute } from './withdraw/route'

/** Every route that moves or shows cash, the admins' queue and the ledger report. */
export const cashRoutes = (deps: CashDeps): Route[] => [
  getBalanceRoute(deps),
  depositRoute(deps),
  withdrawRoute(deps),
  listDepositsRoute(deps),
  listWithdrawalsRoute(deps),
  listTransactionsRoute(deps),
  auditProofRoute(deps),
  listPendingWithdrawalsRoute(deps),
  approveWithdrawalRoute(deps),
  rejectWithdrawalRoute(deps),
  ledgerReportRoute(deps),
]
