import { afterAll, beforeAll, expect, test } from 'bun:test'
import { order as orderSchema } from '@bourse/contracts/orders'
import {
  ask,
  type Customer,
  foldAndStored,
  type OrdersFixture,
  startOrders,
  usd,
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

test('answers 201 with the filled order and moves the money', async () => {
  const customer = await fixture.customer('1000')
  const answer = await ask(fixture.app, customer, buy({ client_order_id: 'first' }))
  expect(answer.status).toBe(201)
  expect(orderSchema.safeParse(answer.body).success).toBe(true)
  expect(answer.body).toMatchObject({ id: 'first', status: 'filled', filled_quantity: '0.01' })
  const { folded, stored } = await foldAndStored(fixture, customer)
  expect(folded).toEqual(stored)
  expect(stored.get('BTC available')).toBe(1_000_000n)
  expect(stored.get('USD available')).toBe(usd('1000') - 501_751_250n)
})

test('gives an order without an id one of its own', async () => {
  const one = await ask(fixture.app, alice, buy({ quantity: undefined, notional: '10.00' }))
  const two = await ask(fixture.app, alice, buy({ quantity: undefined, notional: '10.00' }))
  expect(one.body['id']).toMatch(/^[0-9A-Z]{26}$/)
  expect(one.body['notional']).toBe('10.00')
  expect(two.body['id']).not.toBe(one.body['id'])
})

test('answers a repeat with the original order, whatever has changed since', async () => {
  const customer = await fixture.customer('1000')
  const first = await ask(fixture.app, customer, buy({ client_order_id: 'again' }))
  const halted = createApp({
    ...fixture.deps,
    terms: { ...fixture.deps.terms, trading: 'halted' },
  })
  const repeat = buy({ client_order_id: 'again', quantity: '0.010' })
  const second = await ask(halted, customer, repeat)
  expect(second.status).toBe(201)
  expect(second.text).toBe(first.text)
  expect(first.headers.get('idempotent-replayed')).toBeNull()
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect((await fixture.journal(customer)).length).toBe(2)
})

test('refuses another body under a used id, and lets a refused id be used again', async () => {
  const customer = await fixture.customer('1000')
  const poor = await ask(fixture.app, customer, buy({ client_order_id: 'k', quantity: '1' }))
  expect(poor.body).toMatchObject({ code: 'insufficient_funds' })
  expect((await ask(fixture.app, customer, buy({ client_order_id: 'k' }))).status).toBe(201)
  const other = await ask(fixture.app, customer, buy({ client_order_id: 'k', quantity: '0.02' }))
  expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('fills once when the same id arrives twenty times at once, with the same answer to each', async () => {
  const customer = await fixture.customer('1000')
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      ask(fixture.app, customer, buy({ client_order_id: 'storm', quantity: '0.001' })),
    ),
  )
  expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]))
  expect(new Set(answers.map((a) => a.text)).size).toBe(1)
  const fresh = answers.filter((a) => a.headers.get('idempotent-replayed') === null)
  expect(fresh.length).toBe(1)
  expect((await fixture.journal(customer)).length).toBe(2)
})

test('never overspends when thirty-two orders race for the same cash', async () => {
  const customer = await fixture.customer('1000')
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, i) =>
      ask(
        fixture.app,
        customer,
        buy({ quantity: undefined, notional: '90', client_order_id: `r${i}` }),
      ),
    ),
  )
  const statuses = answers.map((a) => a.status)
  expect(statuses.filter((s) => s === 201).length).toBe(11)
  for (const a of answers.filter((one) => one.status !== 201)) {
    expect(a.body.code).toBe('insufficient_funds')
  }
  const { entries, folded, stored, state } = await foldAndStored(fixture, customer)
  expect(folded).toEqual(stored)
  expect(state?.seq).toBe(12n)
  expect(entries.map((e) => e.seq)).toEqual(Array.from({ length: 12 }, (_, i) => BigInt(i + 1)))
  expect([...stored.values()].every((amount) => amount >= 0n)).toBe(true)
  const ids = entries.slice(1).map((e) => e.reference)
  expect(new Set(ids).size).toBe(11)
})

test('selling everything leaves no holding, no cost, and the loss of spread and fees', async () => {
  const customer = await fixture.customer('1000')
  await ask(fixture.app, customer, buy({ quantity: undefined, notional: '333.33' }))
  const held = await ask(fixture.app, customer, { path: '/api/v1/portfolio/BTC' })
  const { quantity } = held.body['holding'] as { quantity: string }
  const sold = await ask(fixture.app, customer, buy({ side: 'sell', quantity }))
  expect(sold.status).toBe(201)
  const { body } = await ask(fixture.app, customer, { path: '/api/v1/portfolio' })
  expect(body).toMatchObject({ holdings: [], cost_basis: '0.00' })
  const cash = body['cash'] as { available: string }
  expect(usd(cash.available) - usd('1000')).toBe(
    BigInt((body['realised_pnl'] as string).replace('.', '')),
  )
})
