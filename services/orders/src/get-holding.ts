import type { JournalEntry } from '@bourse/common/domain/ledger'
import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { transactionBody } from '@bourse/common/domain/transaction-body'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import type { AccountDao } from '@bourse/common/store/account-dao'
import type { JournalDao } from '@bourse/common/store/journal-dao'
import type { Market } from '@bourse/common/store/market-reader'
import { getHolding } from '@bourse/contracts/portfolio'
import { cutPage } from './cut-page'
import { valueHolding } from './portfolio'
import { holdingBody } from './portfolio-body'

export interface GetHoldingDeps {
  readonly accounts: Pick<AccountDao, 'position'>
  readonly journal: Pick<JournalDao, 'before'>
  readonly market: Pick<Market, 'assets' | 'prices'>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** A page reads this many ledger entries at most; those of other assets make it a short one. */
const READ_AT_MOST = 200

/**
 * GET /portfolio/{symbol}: the position and its own ledger entries, newest first. A sold-out
 * position is still found, for its history. Its share of the portfolio is the portfolio's to say.
 */
export const getHoldingRoute = (deps: GetHoldingDeps): Route =>
  route(getHolding, async ({ params: { symbol }, query, identity }) => {
    const before = readCursor(query.cursor)
    if (isRejection(before)) return before
    const [position, entries, assets, prices] = await Promise.all([
      deps.accounts.position(identity.userId, symbol),
      deps.journal.before(identity.userId, before, READ_AT_MOST),
      deps.market.assets(),
      deps.market.prices(),
    ])
    if (!position) return reject('not_found', 'You never held this asset.')
    // The journal has no gaps, so its end is known by the number one.
    const { rows, end } = cutPage(entries, {
      matches: (entry) => moves(entry, symbol),
      limit: query.limit,
      more: (entries.at(-1)?.seq ?? 1n) > 1n,
    })
    const holding = valueHolding(position, { assets, prices, now: deps.now() })
    return {
      body: {
        holding: holdingBody(holding, null),
        data: rows.map((entry) => transactionBody(entry, (name) => assets.get(name)?.decimals)),
        next_cursor: end ? encodeCursor({ seq: end.seq.toString() }) : null,
      },
    }
  })

const readCursor = (cursor: string | undefined): bigint | undefined | Rejection => {
  if (cursor === undefined) return undefined
  const position = decodeCursor(cursor, ['seq'])
  if (isRejection(position)) return position
  return /^[1-9]\d{0,11}$/.test(position.seq)
    ? BigInt(position.seq)
    : reject('invalid_request', 'The cursor is not one of ours. Start without it.', {
        field: 'cursor',
      })
}

const moves = (entry: JournalEntry, symbol: string): boolean =>
  entry.postings.some((posting) => posting.book === 'user' && posting.asset === symbol)
