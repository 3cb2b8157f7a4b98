import type { Config } from '@bourse/common/runtime/config'
import type { ServicePart } from '@bourse/common/service/run-service'
import type { StoreKit } from '@bourse/common/service/store-kit'
import { createApp } from './app'
import type { ordersVariables } from './config'

/** The orders service on a kit. */
export const composeOrders = (
  kit: StoreKit,
  config: Config<typeof ordersVariables>,
): ServicePart => {
  const closing = new AbortController()
  const app = createApp({
    http: kit.httpFor('orders'),
    transact: kit.transact,
    market: kit.market,
    accounts: kit.accounts,
    orders: kit.orders,
    journal: kit.journal,
    channels: kit.shared,
    closing: closing.signal,
    terms: { trading: config.trading, spreadBps: config.spreadBps, feeBps: config.feeBps },
    newId: kit.newId,
    now: Date.now,
  })
  return { fetch: (request) => app.fetch(request), closeStreams: () => closing.abort() }
}
