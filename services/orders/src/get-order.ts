import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { OrderDao } from '@bourse/common/store/order-dao'
import { getOrder } from '@bourse/contracts/orders'
import { orderBody } from './order-body'

export interface GetOrderDeps {
  readonly orders: Pick<OrderDao, 'get'>
}

/** GET /orders/{id}: the owner is in the key, so a stranger's order is not found. */
export const getOrderRoute = ({ orders }: GetOrderDeps): Route =>
  route(getOrder, async ({ params, identity }) => {
    const order = await orders.get(identity.userId, params.id)
    return order ? { body: orderBody(order) } : NO_ORDER
  })

/** The one answer for an order that is nobody's or somebody else's. */
export const NO_ORDER = reject('not_found', 'You have no order with this id.')
