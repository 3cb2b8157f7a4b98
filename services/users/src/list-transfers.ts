import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import type { Transfer, TransferStatus } from '@bourse/common/domain/transfer'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import { listDeposits, listWithdrawals } from '@bourse/contracts/cash'
import { idempotencyKey } from '@bourse/contracts/ids'
import type { CashDeps } from './cash-deps'
import { fillPage } from './fill-page'
import { transferView } from './transfer-view'

/** GET /deposits: newest first. */
export const listDepositsRoute = (deps: CashDeps): Route =>
  route(listDeposits, ({ identity, query }) =>
    list(deps, identity.userId, { ...query, direction: 'deposit' }),
  )

/** GET /withdrawals: newest first. */
export const listWithdrawalsRoute = (deps: CashDeps): Route =>
  route(listWithdrawals, ({ identity, query }) =>
    list(deps, identity.userId, { ...query, direction: 'withdrawal' }),
  )

interface Ask {
  readonly direction: Transfer['direction']
  readonly limit: number
  readonly cursor?: string | undefined
  readonly status?: TransferStatus | undefined
}

type Place = Pick<Transfer, 'key' | 'ulid'>

const list = async (deps: CashDeps, account: string, ask: Ask) => {
  const start = startOf(ask)
  if (isRejection(start)) return start
  const page = await fillPage<Transfer>({
    limit: ask.limit,
    read: async (last) => {
      const after: Place | undefined = last ?? start
      const read = await deps.transfers.newest(account, { limit: ask.limit, after })
      return { rows: read.transfers, more: read.more }
    },
    keep: (row) =>
      row.direction === ask.direction && (ask.status === undefined || row.status === ask.status),
  })
  return {
    body: {
      data: page.rows.map(transferView),
      next_cursor: page.last ? encodeCursor({ k: page.last.key, t: page.last.ulid }) : null,
    },
  }
}

const startOf = ({ cursor }: Ask): Place | undefined | Rejection => {
  if (cursor === undefined) return undefined
  const place = decodeCursor(cursor, ['k', 't'])
  if (isRejection(place)) return place
  const sound = idempotencyKey.safeParse(place.k).success && ULID.test(place.t)
  return sound ? { key: place.k, ulid: place.t } : NOT_OURS
}

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/
const NOT_OURS = reject('invalid_request', 'The cursor is not one of ours. Start without it.', {
  field: 'cursor',
})
