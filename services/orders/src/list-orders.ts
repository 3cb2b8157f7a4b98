import type { Order } from '@bourse/common/domain/order'
import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import { type Route, type RouteContext, route } from '@bourse/common/http/route'
import type { OrderDao } from '@bourse/common/store/order-dao'
import { listOrders } from '@bourse/contracts/orders'
import { cutPage } from './cut-page'
import { orderBody } from './order-body'

export interface ListOrdersDeps {
  readonly orders: Pick<OrderDao, 'newest'>
}

/** A filtered page reads this many orders at most; what it finds may be fewer than asked. */
const READ_AT_MOST = 200

type Query = RouteContext<typeof listOrders>['query']

/**
 * GET /orders: one bounded read a page. New orders sort before every cursor, so a reader who pages
 * on while orders arrive gets each older one exactly once.
 */
export const listOrdersRoute = ({ orders }: ListOrdersDeps): Route =>
  route(listOrders, async ({ query, identity }) => {
    const after = readCursor(query.cursor)
    if (isRejection(after)) return after
    const limit = isFiltered(query) ? READ_AT_MOST : query.limit + 1
    const read = await orders.newest(identity.userId, { limit, ...after })
    const { rows, end } = cutPage(read.orders, {
      matches: (order) => matches(order, query),
      limit: query.limit,
      more: read.more,
    })
    return {
      body: {
        data: rows.map(orderBody),
        next_cursor: end ? encodeCursor({ id: end.id, t: end.ulid }) : null,
      },
    }
  })

const readCursor = (
  cursor: string | undefined,
): { after?: { id: string; ulid: string } } | Rejection => {
  if (cursor === undefined) return {}
  const position = decodeCursor(cursor, ['id', 't'])
  if (isRejection(position)) return position
  const sound = /^[A-Za-z0-9_-]{1,64}$/.test(position.id) && /^[0-9A-Z]{26}$/.test(position.t)
  return sound
    ? { after: { id: position.id, ulid: position.t } }
    : reject('invalid_request', 'The cursor is not one of ours. Start without it.', {
        field: 'cursor',
      })
}

const isFiltered = ({ symbol, side, status }: Query): boolean =>
  symbol !== undefined || side !== undefined || status !== undefined

const matches = (order: Order, { symbol, side, status }: Query): boolean =>
  (symbol === undefined || order.symbol === symbol) &&
  (side === undefined || order.side === side) &&
  (status === undefined || order.status === status)
