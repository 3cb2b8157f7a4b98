import type { JournalEntry } from '@bourse/common/domain/ledger'
import { isRejection } from '@bourse/common/domain/rejection'
import { transactionBody } from '@bourse/common/domain/transaction-body'
import { encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import { listTransactions } from '@bourse/contracts/cash'
import type { CashDeps } from './cash-deps'
import { fillPage } from './fill-page'
import { readSeqCursor } from './seq-cursor'

/** GET /transactions: the journal newest first; the cursor is a sequence. */
export const listTransactionsRoute = (deps: CashDeps): Route =>
  route(listTransactions, async ({ identity, query }) => {
    const start = readSeqCursor(query.cursor)
    if (isRejection(start)) return start
    const assets = await deps.market.assets()
    const page = await fillPage<JournalEntry>({
      limit: query.limit,
      read: (last) => readBack(deps, identity.userId, { from: last?.seq ?? start, ...query }),
      keep: (entry) => matches(entry, query),
    })
    return {
      body: {
        data: page.rows.map((entry) =>
          transactionBody(entry, (asset) => assets.get(asset)?.decimals),
        ),
        next_cursor: page.last ? encodeCursor({ seq: page.last.seq.toString() }) : null,
      },
    }
  })

const readBack = async (
  deps: CashDeps,
  account: string,
  { from, limit }: { from: bigint | undefined; limit: number },
) => {
  const rows = await deps.journal.before(account, from, limit)
  return { rows, more: (rows.at(-1)?.seq ?? 0n) > 1n }
}

const matches = (
  entry: JournalEntry,
  { type, asset }: { type?: string | undefined; asset?: string | undefined },
): boolean =>
  (type === undefined || entry.type === type) &&
  (asset === undefined || entry.after.some((a) => a.asset === asset))
