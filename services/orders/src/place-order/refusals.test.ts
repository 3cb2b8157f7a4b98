import { afterAll, beforeAll, expect, test } from 'bun:test'
import { problem } from '@bourse/contracts/problem'
import {
  ask,
  type Customer,
  endSession,
  freeze,
  type OrdersFixture,
  startOrders,
} from '../../test/orders-fixture'
import { createApp } from '../app'

let fixture: OrdersFixture
let alice: Customer

beforeAll(async () => {
  fixture = await startOrders()
  alice = await fixture.customer('10000')
})
afterAll(() => fixture.stop())

const buy = (change: object = {}) => ({
  method: 'POST',
  path: '/api/v1/orders',
  body: { symbol: 'BTC', side: 'buy', type: 'market', quantity: '0.01', ...change },
})

const refusals: [string, object, number, string][] = [
  ['unknown asset', { symbol: 'NOPE' }, 422, 'unknown_asset'],
  ['asset without a price', { symbol: 'UNPRICED', quantity: '1' }, 503, 'price_stale'],
  ['too many decimals', { quantity: '0.000000001' }, 422, 'too_many_decimals'],
  ['too little', { quantity: '0.00000001' }, 422, 'below_minimum'],
  ['too much', { quantity: '100' }, 422, 'above_maximum'],
  ['no funds', { quantity: '1' }, 422, 'insufficient_funds'],
  ['nothing to sell', { side: 'sell', symbol: 'ETH', quantity: '1' }, 422, 'insufficient_funds'],
  ['both amounts', { notional: '5' }, 422, 'invalid_request'],
  ['a number for an amount', { quantity: 1 }, 422, 'invalid_request'],
  ['a field of its own', { status: 'filled' }, 422, 'invalid_request'],
]
for (const [what, change, status, code] of refusals) {
  test(`refuses ${what} with ${status} ${code}`, async () => {
    const answer = await ask(fixture.app, alice, buy(change))
    expect(answer.body).toMatchObject({ status, code })
    expect(answer.status).toBe(status)
    expect(problem.safeParse(answer.body).success).toBe(true)
    if (status === 503) expect(answer.headers.get('retry-after')).toBe('5')
  })
}

test('refuses a halted asset and a halted platform', async () => {
  await fixture.assets.setStatus('DOGE', 'halted', 'admin')
  const doge = await ask(fixture.app, alice, buy({ symbol: 'DOGE', quantity: '100' }))
  expect(doge.body.code).toBe('asset_halted')
  const halted = createApp({
    ...fixture.deps,
    terms: { ...fixture.deps.terms, trading: 'halted' },
  })
  expect((await ask(halted, alice, buy())).body.code).toBe('trading_halted')
})

test('refuses a price that is too old, until there is a new one', async () => {
  const own = await startOrders()
  const customer = await own.customer('1000')
  own.clock.advance(15_001)
  const old = await ask(own.app, customer, buy())
  expect(old.status).toBe(503)
  expect(old.body.code).toBe('price_stale')
  await own.setPrices({ BTC: '50000' })
  expect((await ask(own.app, customer, buy())).status).toBe(201)
  own.stop()
})

test('refuses a frozen account, an ended session and nobody', async () => {
  const frozen = await fixture.customer('100')
  await freeze(fixture.store, frozen)
  expect((await ask(fixture.app, frozen, buy())).body).toMatchObject({
    status: 403,
    code: 'account_frozen',
  })
  const gone = await fixture.customer('100')
  await endSession(fixture.store, gone)
  expect((await ask(fixture.app, gone, buy())).status).toBe(401)
  expect((await ask(fixture.app, undefined, buy())).status).toBe(401)
})

test('refuses an ended session inside the transaction when the check before it was fooled', async () => {
  const gone = await fixture.customer('100')
  await endSession(fixture.store, gone)
  const http = { ...fixture.deps.http, isSessionLive: async () => true }
  const answer = await ask(createApp({ ...fixture.deps, http }), gone, buy({ quantity: '0.001' }))
  expect(answer.body.code).toBe('unauthenticated')
  expect((await fixture.journal(gone)).length).toBe(1)
})

test('refuses a body that is not JSON, of another type or too large', async () => {
  const send = (body: string, type = 'application/json') =>
    fixture.app.request('/api/v1/orders', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${alice.token}`, 'content-type': type },
    })
  expect((await send('{')).status).toBe(400)
  expect((await send('{}', 'text/plain')).status).toBe(415)
  expect((await send(`"${'x'.repeat(70_000)}"`)).status).toBe(413)
})
