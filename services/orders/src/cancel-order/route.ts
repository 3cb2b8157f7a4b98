import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { OrderDao } from '@bourse/common/store/order-dao'
import { cancelOrder } from '@bourse/contracts/orders'
import { NO_ORDER } from '../get-order'

export interface CancelOrderDeps {
  readonly orders: Pick<OrderDao, 'get'>
}

/** DELETE /orders/{id}: market orders never rest, so every order that exists is already final. */
export const cancelOrderRoute = ({ orders }: CancelOrderDeps): Route =>
  route(cancelOrder, async ({ params, identity }) => {
    const order = await orders.get(identity.userId, params.id)
    if (!order) return NO_ORDER
    return reject('wrong_state', `The order is ${order.status}: there is nothing to cancel.`)
  })
