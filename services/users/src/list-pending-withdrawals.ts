import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import { WITHDRAWAL_SHARDS } from '@bourse/common/store/keys'
import type { TransferId } from '@bourse/common/store/transfer-dao'
import { listPendingWithdrawals, withdrawalId } from '@bourse/contracts/admin'
import type { CashDeps } from './cash-deps'
import { queuedWithdrawalView } from './transfer-view'

/** GET /admin/withdrawals: the queue shard after shard, oldest first within a page. */
export const listPendingWithdrawalsRoute = (deps: CashDeps): Route =>
  route(listPendingWithdrawals, async ({ query }) => {
    const start = startOf(query.cursor)
    if (isRejection(start)) return start
    const { ids, next } = await readQueue(deps, start, Math.min(query.limit, MAX_ROWS))
    const [transfers, names] = await Promise.all([
      deps.transfers.getMany(ids),
      deps.usernames([...new Set(ids.map((id) => id.account))]),
    ])
    const waiting = transfers
      .filter((transfer) => transfer.status === 'pending')
      .sort((a, b) => (a.ulid < b.ulid ? -1 : 1))
    return {
      body: {
        data: waiting.map((t) => queuedWithdrawalView(t, names.get(t.account) ?? '')),
        next_cursor: next ? encode(next) : null,
      },
    }
  })

/** Each row is joined with its user, and a read names a hundred at most. */
const MAX_ROWS = 100

/** A place in the queue: a shard, and the row that was read last in it. */
interface Place {
  readonly shard: number
  readonly after?: TransferId | undefined
}

const readQueue = async (
  deps: CashDeps,
  start: Place,
  limit: number,
): Promise<{ ids: TransferId[]; next: Place | undefined }> => {
  const ids: TransferId[] = []
  let place = start
  while (place.shard < WITHDRAWAL_SHARDS && ids.length < limit) {
    const page = { limit: limit - ids.length, after: place.after }
    const read = await deps.transfers.pending(place.shard, page)
    ids.push(...read.ids)
    place = read.more ? { ...place, after: read.ids.at(-1) } : { shard: place.shard + 1 }
  }
  return { ids, next: place.shard < WITHDRAWAL_SHARDS ? place : undefined }
}

const encode = ({ shard, after }: Place): string =>
  encodeCursor({ s: String(shard), a: after?.account ?? '', k: after?.key ?? '' })

const startOf = (cursor: string | undefined): Place | Rejection => {
  if (cursor === undefined) return { shard: 0 }
  const read = decodeCursor(cursor, ['s', 'a', 'k'])
  if (isRejection(read)) return read
  if (!/^[0-3]$/.test(read.s)) return NOT_OURS
  if (read.a === '') return { shard: Number(read.s) }
  if (!withdrawalId.safeParse(`${read.a}.${read.k}`).success) return NOT_OURS
  return { shard: Number(read.s), after: { account: read.a, key: read.k } }
}

const NOT_OURS = reject('invalid_request', 'The cursor is not one of ours. Start without it.', {
  field: 'cursor',
})
