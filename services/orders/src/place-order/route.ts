import { isRejection } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { Market } from '@bourse/common/store/market-reader'
import { type TransactDeps, transact } from '@bourse/common/store/transact'
import { placeOrder } from '@bourse/contracts/orders'
import { orderBody } from '../order-body'
import { decideMarketOrder } from './decide'
import { fingerprintOf } from './fingerprint'
import type { TradingTerms } from './price-order'

export interface PlaceOrderDeps {
  readonly transact: TransactDeps
  readonly market: Pick<Market, 'asset' | 'price'>
  readonly terms: TradingTerms
  /** Names an order whose client gave it no id. */
  readonly newId: () => string
}

/** POST /orders: one read, one transaction. */
export const placeOrderRoute = (deps: PlaceOrderDeps): Route =>
  route(placeOrder, async ({ body, identity }) => {
    const [asset, price] = await Promise.all([
      deps.market.asset(body.symbol),
      deps.market.price(body.symbol),
    ])
    const id = body.client_order_id ?? deps.newId()
    const fingerprint = fingerprintOf(body)
    const outcome = await transact(deps.transact, {
      account: identity.userId,
      operation: 'order',
      session: identity.sessionId,
      asset: body.symbol,
      record: { kind: 'order', id, mode: 'create', fingerprint },
      decide: (snapshot) =>
        decideMarketOrder({ ...body, id, fingerprint }, { ...deps.terms, asset, price }, snapshot),
    })
    if (isRejection(outcome)) return outcome
    return { body: orderBody(outcome.record), replayed: outcome.replayed }
  })
