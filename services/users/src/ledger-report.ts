import { type Route, route } from '@bourse/common/http/route'
import { getLedger } from '@bourse/contracts/admin'
import type { CashDeps } from './cash-deps'

/** GET /admin/ledger: what the auditor has found so far. */
export const ledgerReportRoute = (deps: CashDeps): Route =>
  route(getLedger, async () => ({ body: await deps.ledgerReport() }))
