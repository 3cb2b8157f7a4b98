import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Store, StoreUnavailable } from '@bourse/common/store/store'
import { ask, type OrdersFixture, startOrders } from '../../test/orders-fixture'
import { createApp } from '../app'

let fixture: OrdersFixture

beforeAll(async () => {
  fixture = await startOrders()
})
afterAll(() => fixture.stop())

const buy = (change: object = {}) => ({
  method: 'POST',
  path: '/api/v1/orders',
  body: { symbol: 'BTC', side: 'buy', type: 'market', quantity: '0.01', ...change },
})

const withStore = (store: Partial<Store>) =>
  createApp({
    ...fixture.deps,
    transact: {
      ...fixture.deps.transact,
      sleep: async () => undefined,
      store: { ...forward(), ...store },
    },
  })
const forward = (): Store => ({
  get: (keys) => fixture.store.get(keys),
  query: (query) => fixture.store.query(query),
  write: (actions, token) => fixture.store.write(actions, token),
})

test('answers 503 when the store does not, and nothing is bought', async () => {
  const customer = await fixture.customer('1000')
  const app = withStore({
    write: () => Promise.reject(new StoreUnavailable(new Error('away'))),
  })
  const answer = await ask(app, customer, buy())
  expect(answer.body).toMatchObject({ status: 503, code: 'store_unavailable' })
  expect(answer.headers.get('retry-after')).toBe('1')
  expect((await fixture.journal(customer)).length).toBe(1)
})

test('answers 503 busy when conflicts do not end', async () => {
  const customer = await fixture.customer('1000')
  const app = withStore({
    write: async () => ({ committed: false, reasons: [{ kind: 'conflict' }] }),
  })
  expect((await ask(app, customer, buy())).body).toMatchObject({ status: 503, code: 'busy' })
})

test('buys once when the store commits and the reply is lost', async () => {
  const customer = await fixture.customer('1000')
  let lost = 0
  const app = withStore({
    write: async (actions, token) => {
      const result = await fixture.store.write(actions, token)
      if (lost++ === 0) throw new StoreUnavailable(new Error('reply lost'))
      return result
    },
  })
  const answer = await ask(app, customer, buy({ client_order_id: 'lost' }))
  expect(answer.status).toBe(201)
  expect((await fixture.journal(customer)).length).toBe(2)
})

test('answers 500 with nothing but a request id when the code is wrong', async () => {
  const market = {
    ...{ assets: async () => new Map(), prices: async () => new Map() },
    price: async () => undefined,
    asset: () => Promise.reject(new Error('secret canary')),
  }
  const app = createApp({ ...fixture.deps, market })
  const answer = await ask(app, await fixture.customer('10'), buy())
  expect(answer.status).toBe(500)
  expect(answer.text).not.toContain('canary')
  expect(answer.body['detail']).toBeUndefined()
})
