import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Store } from '@bourse/common/store/store'
import { ask, type Customer, type OrdersFixture, startOrders } from '../test/orders-fixture'

interface Calls {
  get: number
  query: number
  write: number
}

/** What each route may ask of the store, its session check and the shared market aside. */
const STORE_CALLS: Readonly<Record<string, Calls>> = {
  'POST /api/v1/orders': { get: 1, query: 0, write: 1 },
  'GET /api/v1/orders': { get: 0, query: 1, write: 0 },
  'GET /api/v1/orders?symbol=BTC&side=buy&status=filled': { get: 0, query: 1, write: 0 },
  'GET /api/v1/orders/one': { get: 1, query: 0, write: 0 },
  'DELETE /api/v1/orders/one': { get: 1, query: 0, write: 0 },
  'GET /api/v1/portfolio': { get: 0, query: 1, write: 0 },
  'GET /api/v1/portfolio/BTC': { get: 1, query: 1, write: 0 },
}

const calls: Calls = { get: 0, query: 0, write: 0 }

const counting = (store: Store): Store => ({
  get: (keys) => {
    calls.get++
    return store.get(keys)
  },
  query: (query) => {
    calls.query++
    return store.query(query)
  },
  write: (actions, token) => {
    calls.write++
    return store.write(actions, token)
  },
})

let fixture: OrdersFixture
let customer: Customer

beforeAll(async () => {
  fixture = await startOrders({
    wrap: counting,
    change: (deps) => ({
      ...deps,
      http: { ...deps.http, isSessionLive: async () => true },
      market: warm(deps),
    }),
  })
  customer = await fixture.customer('1000')
  await send('POST', '/api/v1/orders')
})
afterAll(() => fixture.stop())

/** The market as its memory layer serves it: read once. */
const warm = ({ market }: OrdersFixture['deps']): OrdersFixture['deps']['market'] => {
  let assets: ReturnType<typeof market.assets> | undefined
  let prices: ReturnType<typeof market.prices> | undefined
  const all = {
    assets: () => (assets ??= market.assets()),
    prices: () => (prices ??= market.prices()),
  }
  return {
    ...all,
    asset: async (symbol) => (await all.assets()).get(symbol),
    price: async (symbol) => (await all.prices()).get(symbol),
  }
}

let placed = 0
const send = (method: string, path: string) =>
  ask(fixture.app, customer, {
    method,
    path,
    ...(method === 'POST'
      ? {
          body: {
            symbol: 'BTC',
            side: 'buy',
            type: 'market',
            notional: '5',
            client_order_id: placed++ === 0 ? 'one' : `n${placed}`,
          },
        }
      : {}),
  })

for (const [route, most] of Object.entries(STORE_CALLS)) {
  test(`${route} asks no more of the store than it is allowed`, async () => {
    await fixture.deps.market.prices()
    Object.assign(calls, { get: 0, query: 0, write: 0 })
    const [method = '', path = ''] = route.split(' ')
    const answer = await send(method, path)
    expect(answer.status).toBeLessThan(410)
    expect(calls).toEqual(most)
  })
}

test('the table covers every route', () => {
  const covered = new Set(
    Object.keys(STORE_CALLS).map((r) => r.replace(/\?.*|(?<=\/)one$|BTC$/g, '')),
  )
  const routes = fixture.app.routes
    .filter((r) => r.method !== 'ALL' && r.path.startsWith('/api/'))
    .map((r) => `${r.method} ${r.path.replace(/:\w+$/, '')}`)
  expect(new Set(routes)).toEqual(covered)
})
