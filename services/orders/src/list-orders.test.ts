import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ask, type Customer, type OrdersFixture, startOrders } from '../test/orders-fixture'

let fixture: OrdersFixture
beforeAll(async () => {
  fixture = await startOrders()
})
afterAll(() => fixture.stop())

const place = async (customer: Customer, change: object = {}) => {
  const body = { symbol: 'BTC', side: 'buy', type: 'market', notional: '5', ...change }
  const placed = await ask(fixture.app, customer, { method: 'POST', path: '/api/v1/orders', body })
  expect(placed.status).toBe(201)
  return String(placed.body['id'])
}

/** Reads every page, doing something between two of them. */
const readAll = async (customer: Customer, query: string, between?: () => Promise<unknown>) => {
  const pages: string[][] = []
  let cursor: unknown = ''
  for (let page = 0; page < 50 && cursor !== null; page++) {
    const path = `/api/v1/orders?${query}${cursor ? `&cursor=${cursor}` : ''}`
    const { body } = await ask(fixture.app, customer, { path })
    pages.push(body.data.map((row) => String(row['id'])))
    cursor = body['next_cursor']
    await between?.()
  }
  expect(cursor).toBeNull()
  return pages
}

test('lists orders newest first, in the order of their commits within one millisecond', async () => {
  const customer = await fixture.customer('1000')
  const placed: string[] = []
  for (let i = 0; i < 7; i++) placed.push(await place(customer, { client_order_id: `z${9 - i}` }))
  expect(await readAll(customer, 'limit=3')).toEqual([
    placed.slice(4).reverse(),
    placed.slice(1, 4).reverse(),
    placed.slice(0, 1),
  ])
})

test('ends without an empty page when the rows fill the last one', async () => {
  const customer = await fixture.customer('1000')
  for (let i = 0; i < 4; i++) await place(customer)
  expect((await readAll(customer, 'limit=2')).map((page) => page.length)).toEqual([2, 2])
})

test('loses and repeats no row while orders are being added', async () => {
  const customer = await fixture.customer('5000')
  const before: string[] = []
  for (let i = 0; i < 12; i++) before.push(await place(customer))
  const pages = await readAll(customer, 'limit=5', () =>
    Promise.all([place(customer), place(customer, { symbol: 'ETH' })]),
  )
  expect(pages.flat()).toEqual(before.reverse())
})

test('filters by symbol, side and status, and pages through what is left', async () => {
  const customer = await fixture.customer('1000')
  const placed: { id: string; symbol: string; side: string }[] = []
  for (let i = 0; i < 9; i++) {
    const symbol = i % 3 === 0 ? 'ETH' : 'BTC'
    const side = i > 5 ? 'sell' : 'buy'
    const id = await place(customer, { symbol, side, notional: side === 'buy' ? '10' : '2' })
    placed.unshift({ id, symbol, side })
  }
  const expected = (symbol: string, side?: string) =>
    placed.filter((o) => o.symbol === symbol && (!side || o.side === side)).map((o) => o.id)
  expect((await readAll(customer, 'symbol=ETH&limit=2')).flat()).toEqual(expected('ETH'))
  const filtered = await readAll(customer, 'symbol=BTC&side=sell&status=filled&limit=1')
  expect(filtered.flat()).toEqual(expected('BTC', 'sell'))
  expect((await readAll(customer, 'status=open')).flat()).toEqual([])
})
