import { createServiceApp, type ServiceAppDeps } from '@bourse/common/http/service-app'
import type { Hono } from 'hono'
import { ACCOUNT_STREAM_PATH, type AccountStreamDeps, accountStream } from './account-stream'
import { type CancelOrderDeps, cancelOrderRoute } from './cancel-order/route'
import { type GetHoldingDeps, getHoldingRoute } from './get-holding'
import { type GetOrderDeps, getOrderRoute } from './get-order'
import { type GetPortfolioDeps, getPortfolioRoute } from './get-portfolio'
import { type ListOrdersDeps, listOrdersRoute } from './list-orders'
import { type PlaceOrderDeps, placeOrderRoute } from './place-order/route'

/** Everything that the orders service stands on. */
export type OrdersDeps = { readonly http: ServiceAppDeps } & PlaceOrderDeps &
  ListOrdersDeps &
  GetOrderDeps &
  CancelOrderDeps &
  GetPortfolioDeps &
  GetHoldingDeps &
  AccountStreamDeps

/** Orders, portfolio and the account's stream of events. */
export const createApp = (deps: OrdersDeps): Hono => {
  const app = createServiceApp(
    [
      placeOrderRoute(deps),
      listOrdersRoute(deps),
      getOrderRoute(deps),
      cancelOrderRoute(deps),
      getPortfolioRoute(deps),
      getHoldingRoute(deps),
    ],
    deps.http,
  )
  const stream = accountStream(deps)
  app.get(ACCOUNT_STREAM_PATH, (c) => stream(c.req.raw))
  return app
}
