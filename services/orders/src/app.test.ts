import { afterAll, beforeAll, expect, test } from 'bun:test'
import { getHolding, portfolio as portfolioSchema } from '@bourse/contracts/portfolio'
import { ask, type Customer, type OrdersFixture, startOrders } from '../test/orders-fixture'
import { createApp } from './app'

let fixture: OrdersFixture
let alice: Customer
let bob: Customer

beforeAll(async () => {
  fixture = await startOrders()
  alice = await fixture.customer('10000')
  bob = await fixture.customer('10000')
})
afterAll(() => fixture.stop())

const buy = (change: object = {}) => ({
  method: 'POST',
  path: '/api/v1/orders',
  body: { symbol: 'BTC', side: 'buy', type: 'market', quantity: '0.01', ...change },
})

let id: string
beforeAll(async () => {
  const placed = await ask(fixture.app, alice, buy({ quantity: '0.02', client_order_id: 'mine' }))
  id = String(placed.body['id'])
})

test('shows an order to its owner alone', async () => {
  const path = `/api/v1/orders/${id}`
  expect((await ask(fixture.app, alice, { path })).body).toMatchObject({ id, side: 'buy' })
  for (const request of [{ path }, { path, method: 'DELETE' }]) {
    const answer = await ask(fixture.app, bob, request)
    expect(answer.body).toMatchObject({ status: 404, code: 'not_found' })
  }
  const list = await ask(fixture.app, bob, { path: '/api/v1/orders' })
  expect(list.body.data).toEqual([])
})

test('keeps the same id apart for two customers', async () => {
  const own = await ask(fixture.app, bob, buy({ quantity: '0.03', client_order_id: 'mine' }))
  expect(own.body).toMatchObject({ quantity: '0.03' })
  const hers = await ask(fixture.app, alice, { path: '/api/v1/orders/mine' })
  expect(hers.body).toMatchObject({ quantity: '0.02' })
})

test('refuses to cancel what is final', async () => {
  const answer = await ask(fixture.app, alice, { method: 'DELETE', path: `/api/v1/orders/${id}` })
  expect(answer.body).toMatchObject({ status: 409, code: 'wrong_state' })
})

test('refuses an id that can not be one', async () => {
  const answer = await ask(fixture.app, alice, { path: '/api/v1/orders/a%20b' })
  expect(answer.status).toBe(422)
})

test('values the portfolio', async () => {
  const { status, body } = await ask(fixture.app, alice, { path: '/api/v1/portfolio' })
  expect(status).toBe(200)
  expect(portfolioSchema.safeParse(body).success).toBe(true)
  expect(body).toMatchObject({ complete: true, stale: false })
})

test('shows a holding with its own ledger entries, page by page', async () => {
  const customer = await fixture.customer('1000')
  for (const symbol of ['BTC', 'ETH', 'BTC', 'ETH', 'BTC']) {
    await ask(fixture.app, customer, buy({ symbol, quantity: undefined, notional: '20' }))
  }
  const seen: unknown[] = []
  let cursor: unknown = ''
  for (let page = 0; page < 10 && cursor !== null; page++) {
    const path = `/api/v1/portfolio/BTC?limit=2${cursor ? `&cursor=${cursor}` : ''}`
    const { body } = await ask(fixture.app, customer, { path })
    expect(getHolding.success.body.safeParse(body).success).toBe(true)
    seen.push(...body.data.map((row) => row['seq']))
    cursor = body['next_cursor']
  }
  expect(seen).toEqual([6, 4, 2])
  expect(cursor).toBeNull()
})

test('finds no holding that never was', async () => {
  for (const symbol of ['DOGE', 'NOPE']) {
    const answer = await ask(fixture.app, bob, { path: `/api/v1/portfolio/${symbol}` })
    expect(answer.body).toMatchObject({ status: 404, code: 'not_found' })
  }
})

test('refuses foreign cursors and unknown parameters', async () => {
  const bad = Buffer.from(JSON.stringify({ id: '', t: 'x', seq: '0' })).toString('base64url')
  for (const path of [
    `/api/v1/orders?cursor=${bad}`,
    '/api/v1/orders?cursor=zzz',
    `/api/v1/portfolio/BTC?cursor=${bad}`,
    '/api/v1/orders?account=other',
    '/api/v1/orders?limit=0',
  ]) {
    expect((await ask(fixture.app, alice, { path })).body.code).toBe('invalid_request')
  }
})

test('asks everybody to sign in first', async () => {
  for (const path of [
    '/api/v1/orders',
    '/api/v1/orders/x',
    '/api/v1/portfolio',
    '/api/v1/portfolio/BTC',
  ]) {
    expect((await ask(fixture.app, undefined, { path: path })).status).toBe(401)
  }
})

test('asks an account that is not there to sign in', async () => {
  const http = { ...fixture.deps.http, isSessionLive: async () => true }
  const app = createApp({ ...fixture.deps, http })
  const ghost = { ...alice, token: `usr_${'0'.repeat(26)}.${alice.sid}` }
  expect((await ask(app, ghost, { path: '/api/v1/portfolio' })).status).toBe(401)
})
