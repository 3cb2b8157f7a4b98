import { afterAll, beforeAll, expect, test } from 'bun:test'
import { accountEvent, accountSnapshot } from '@bourse/contracts/stream'
import {
  ask,
  type Customer,
  endSession,
  type OrdersFixture,
  startOrders,
} from '../test/orders-fixture'
import { openStream } from '../test/stream-reader'
import { ACCOUNT_STREAM_PATH } from './account-stream'
import { createApp, type OrdersDeps } from './app'

let fixture: OrdersFixture
beforeAll(async () => {
  fixture = await startOrders()
})
afterAll(() => fixture.stop())

/** An app whose streams can be looked into: how many listeners are left, and what was recorded. */
const observed = (change: Partial<OrdersDeps> = {}) => {
  let listeners = 0
  const errors: unknown[] = []
  const app = createApp({
    ...fixture.deps,
    channels: {
      subscribe: (channel, listener) => {
        listeners++
        const stop = fixture.shared.subscribe(channel, listener)
        return () => {
          listeners--
          stop()
        }
      },
    },
    http: { ...fixture.deps.http, record: (r) => void (r.error && errors.push(r.error)) },
    ...change,
  })
  return { app, errors, listeners: () => listeners }
}

const buy = (customer: Customer, notional = '5') =>
  ask(fixture.app, customer, {
    method: 'POST',
    path: '/api/v1/orders',
    body: { symbol: 'BTC', side: 'buy', type: 'market', notional },
  })

const SLOW = { pollMs: 3_600_000, heartbeatMs: 3_600_000, checkMs: 3_600_000 }

test('starts with a snapshot and goes on with each event and its order', async () => {
  const customer = await fixture.customer('1000')
  await buy(customer)
  const { app } = observed()
  const stream = await openStream(app.fetch, customer)
  const snapshot = accountSnapshot.parse(await stream.next())
  expect(snapshot.seq).toBe(2)
  expect(snapshot.positions.map((p) => p.symbol as string)).toEqual(['BTC'])
  const { body } = await buy(customer)
  await fixture.deposit(customer, '7')
  const [bought, deposited] = [
    accountEvent.parse(await stream.next()),
    accountEvent.parse(await stream.next()),
  ]
  expect(bought).toMatchObject({ seq: 3, transaction: { type: 'buy' }, order: { id: body['id'] } })
  expect(deposited).toMatchObject({ seq: 4, transaction: { type: 'deposit' }, order: null })
  await stream.cancel()
})

test('resumes after the last sequence seen, without gaps or repeats', async () => {
  const customer = await fixture.customer('2000')
  for (let i = 0; i < 120; i++) await fixture.deposit(customer, '1')
  const { app } = observed({ timing: SLOW })
  const stream = await openStream(app.fetch, customer, { query: '?resume_from=3' })
  expect(await stream.next()).toMatchObject({ type: 'account_snapshot', seq: 121 })
  await buy(customer)
  const seen: unknown[] = []
  while (seen.length < 119) {
    const line = await stream.next()
    if (line?.['type'] === 'account') seen.push(line['seq'])
  }
  expect(seen).toEqual(Array.from({ length: 119 }, (_, i) => i + 4))
  await stream.cancel()
})

test('skips nothing for a client that claims to be ahead of the ledger', async () => {
  const customer = await fixture.customer('100')
  const stream = await openStream(observed().app.fetch, customer, { query: '?resume_from=999' })
  await stream.next()
  await buy(customer)
  expect(await stream.next()).toMatchObject({ type: 'account', seq: 2 })
  await stream.cancel()
})

test('is woken by a commit long before the next poll, and by no other account', async () => {
  const [customer, other] = [await fixture.customer('100'), await fixture.customer('100')]
  let reads = 0
  const journal = {
    ...fixture.deps.journal,
    before: fixture.deps.journal.before.bind(fixture.deps.journal),
    after: (...args: Parameters<typeof fixture.deps.journal.after>) => {
      reads++
      return fixture.deps.journal.after(...args)
    },
  }
  const stream = await openStream(observed({ timing: SLOW, journal }).app.fetch, customer)
  await stream.next()
  // Each order is several round trips to the store: time enough for a stream that was woken.
  for (let i = 0; i < 5; i++) await buy(other)
  expect(reads).toBe(1)
  await buy(customer)
  expect(await stream.next()).toMatchObject({ seq: 2 })
  await stream.cancel()
})

test('finds what was committed without a word, by polling', async () => {
  const customer = await fixture.customer('100')
  const channels = { subscribe: () => () => undefined }
  const stream = await openStream(observed({ channels }).app.fetch, customer)
  await stream.next()
  await buy(customer)
  expect(await stream.next()).toMatchObject({ seq: 2 })
  await stream.cancel()
})

test('beats while nothing happens', async () => {
  const customer = await fixture.customer('100')
  const timing = { pollMs: 20, heartbeatMs: 30, checkMs: 5 }
  const stream = await openStream(observed({ timing }).app.fetch, customer)
  await stream.next()
  expect(await stream.next()).toEqual({ type: 'heartbeat' })
  expect(await stream.next()).toEqual({ type: 'heartbeat' })
  await stream.cancel()
})

test('ends when the session has ended, without being told', async () => {
  const customer = await fixture.customer('100')
  const { app, listeners } = observed()
  const stream = await openStream(app.fetch, customer)
  await stream.next()
  await endSession(fixture.store, customer)
  expect(await stream.next()).toBeUndefined()
  await stream.settled()
  expect(listeners()).toBe(0)
})

test('ends at once when the session is revoked, for its owner alone', async () => {
  const [customer, other] = [await fixture.customer('100'), await fixture.customer('100')]
  const { app, listeners } = observed({ timing: SLOW })
  const [stream, hers] = [await openStream(app.fetch, customer), await openStream(app.fetch, other)]
  await stream.next()
  await hers.next()
  await fixture.shared.publish('session-revoked', `session:${customer.uid}:${customer.sid}`)
  expect(await stream.next()).toBeUndefined()
  await buy(other)
  expect(await hers.next()).toMatchObject({ seq: 2 })
  await hers.cancel()
  await hers.settled()
  expect(listeners()).toBe(0)
})

test('leaves nothing behind when the client goes, by cancelling or by aborting', async () => {
  const customer = await fixture.customer('100')
  const { app, listeners } = observed({ timing: SLOW })
  const cancelled = await openStream(app.fetch, customer)
  const abort = new AbortController()
  const aborted = await openStream(app.fetch, customer, { signal: abort.signal })
  await cancelled.next()
  await aborted.next()
  expect(listeners()).toBe(4)
  await cancelled.cancel()
  abort.abort()
  expect(await aborted.next()).toBeUndefined()
  await aborted.settled()
  expect(listeners()).toBe(0)
})

test('ends when the process drains, also for streams opened after that', async () => {
  const customer = await fixture.customer('100')
  const closing = new AbortController()
  const { app, listeners } = observed({ timing: SLOW, closing: closing.signal })
  const stream = await openStream(app.fetch, customer)
  await stream.next()
  closing.abort()
  expect(await stream.next()).toBeUndefined()
  const late = await openStream(app.fetch, customer)
  await late.next()
  expect(await late.next()).toBeUndefined()
  await late.settled()
  expect(listeners()).toBe(0)
})

test('keeps no more than a batch for a reader that does not read', async () => {
  const customer = await fixture.customer('10000')
  for (let i = 0; i < 200; i++) await fixture.deposit(customer, '1')
  let reads = 0
  const journal = {
    before: fixture.deps.journal.before.bind(fixture.deps.journal),
    after: async (...args: Parameters<typeof fixture.deps.journal.after>) => {
      reads++
      return fixture.deps.journal.after(...args)
    },
  }
  const stream = await openStream(observed({ journal }).app.fetch, customer, {
    query: '?resume_from=0',
  })
  for (let i = 0; i < 20; i++) await fixture.deposit(customer, '1')
  expect(reads).toBeLessThanOrEqual(2)
  const seen: unknown[] = []
  await stream.next()
  while (seen.length < 221) {
    const line = await stream.next()
    if (line?.['type'] === 'account') seen.push(line['seq'])
  }
  expect(seen).toEqual(Array.from({ length: 221 }, (_, i) => i + 1))
  await stream.cancel()
})

test('breaks off when the store does, and says why in the log', async () => {
  const customer = await fixture.customer('100')
  const journal = {
    before: fixture.deps.journal.before.bind(fixture.deps.journal),
    after: () => Promise.reject(new Error('store away')),
  }
  const { app, errors, listeners } = observed({ journal })
  const stream = await openStream(app.fetch, customer)
  expect(await stream.next()).toMatchObject({ type: 'account_snapshot' })
  expect(await stream.next()).toBeUndefined()
  await stream.settled()
  expect(errors).toEqual([new Error('store away')])
  expect(listeners()).toBe(0)
})

test('refuses nobody, ended sessions and bad sequences before the first byte', async () => {
  const customer = await fixture.customer('100')
  const status = async (who: Customer | undefined, query = '') => {
    const { status: code } = await ask(fixture.app, who, { path: `${ACCOUNT_STREAM_PATH}${query}` })
    return code
  }
  expect(await status(undefined)).toBe(401)
  expect(await status(customer, '?resume_from=-1')).toBe(422)
  expect(await status(customer, '?resume_from=1e3')).toBe(422)
  await endSession(fixture.store, customer)
  expect(await status(customer)).toBe(401)
})

test('works over HTTP and ends there with the client', async () => {
  const customer = await fixture.customer('100')
  const { app, listeners } = observed({ timing: { pollMs: 50, heartbeatMs: 20, checkMs: 10 } })
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 60, fetch: app.fetch })
  const overHttp = (request: Request) =>
    fetch(new URL(new URL(request.url).pathname, server.url), {
      headers: request.headers,
      signal: request.signal,
    })
  const stream = await openStream(overHttp, customer)
  expect(await stream.next()).toMatchObject({ type: 'account_snapshot' })
  await buy(customer)
  let line = await stream.next()
  while (line?.['type'] === 'heartbeat') line = await stream.next()
  expect(line).toMatchObject({ type: 'account', seq: 2 })
  await stream.cancel()
  for (let i = 0; i < 500 && listeners() > 0; i++) await Bun.sleep(10)
  expect(listeners()).toBe(0)
  await server.stop(true)
})
