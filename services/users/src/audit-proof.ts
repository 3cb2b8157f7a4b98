import type { AccountState, Position } from '@bourse/common/domain/account'
import type { Asset } from '@bourse/common/domain/asset'
import { canonicalEntry, type JournalEntry } from '@bourse/common/domain/ledger'
import type { Minor } from '@bourse/common/domain/money'
import { isRejection, reject } from '@bourse/common/domain/rejection'
import { formatAmount } from '@bourse/common/domain/transaction-body'
import { encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import { type AuditProof, getAuditProof } from '@bourse/contracts/cash'
import { assetSymbol } from '@bourse/contracts/ids'
import type { CashDeps } from './cash-deps'
import { readSeqCursor } from './seq-cursor'

/** GET /audit/proof: entries oldest first, up to the state that they add up to, and that state. */
export const auditProofRoute = (deps: CashDeps): Route =>
  route(getAuditProof, async ({ identity, query }) => {
    const start = readSeqCursor(query.cursor)
    if (isRejection(start)) return start
    const held = await readAccount(deps, identity.userId)
    if (!held) return reject('not_found', 'There is no such account.')
    const { state } = held
    const entries = await deps.journal.after(identity.userId, start ?? 0n, query.limit)
    const proven = entries.filter((entry) => entry.seq <= state.seq)
    const last = proven.at(-1)?.seq ?? state.seq
    return {
      body: {
        seq: Number(state.seq),
        head: state.head,
        balances: balancesView(held, await deps.market.assets()),
        data: proven.map(proofView),
        next_cursor: last < state.seq ? encodeCursor({ seq: last.toString() }) : null,
      },
    }
  })

const READS = 3

/** A query is no snapshot: a position newer than the state means that a commit came between. */
const readAccount = async (deps: CashDeps, account: string) => {
  for (let read = 1; ; read++) {
    const found = await deps.accounts.stateAndPositions(account)
    const torn = found?.positions.some((p) => p.seq > found.state.seq) ?? false
    if (!torn || read === READS) return found
  }
}

const balancesView = (
  { state, positions }: { state: AccountState; positions: readonly Position[] },
  assets: ReadonlyMap<string, Asset>,
): AuditProof['balances'] => {
  const format = (asset: string, amount: Minor) =>
    formatAmount(asset, amount, (symbol) => assets.get(symbol)?.decimals)
  return [{ ...state, asset: 'USD' }, ...positions].map(({ asset, available, held }) => ({
    asset: assetSymbol.parse(asset),
    available: format(asset, available),
    held: format(asset, held),
  }))
}

const proofView = (entry: JournalEntry): AuditProof['data'][number] => ({
  seq: Number(entry.seq),
  canonical: canonicalEntry(entry),
  previous: entry.previous,
  hash: entry.hash,
})
