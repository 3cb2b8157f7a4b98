import { afterEach, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { manualClock } from '@bourse/common/runtime/clock'
import { MemorySharedState } from '@bourse/common/shared-state/memory'
import { watchRevocations } from '../src/revocations'
import { Stream, type StreamData } from '../src/stream/stream'
import { ADMIN, bearers, CUSTOMER, gateway, verifyToken } from './gateway-fixture'

type Messages = Record<string, unknown>[]

const stops: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const price = (symbol: string, amount: string) => ({
  symbol,
  price: amount,
  at: '2026-01-01T00:00:00.000Z',
  stale: false,
})

/** A gateway that really listens, with assets and orders that the test writes lines for. */
const start = async (more: { maxPerAddress?: number } = {}) => {
  const clock = manualClock()
  const shared = new MemorySharedState({ now: clock.now })
  const prices = lineSource()
  const account = lineSource()
  const accountRequests: Request[] = []
  const revocations = watchRevocations({
    subscribe: (channel, listener) => shared.subscribe(channel, listener),
    now: clock.now,
  })
  const stream = new Stream({
    assets: { fetch: async () => prices.response() },
    orders: {
      fetch: async (request) => {
        accountRequests.push(request)
        return account.response()
      },
    },
    verifyToken,
    isRevoked: revocations.isRevoked,
    onRevoked: revocations.onRevoked,
    now: clock.now,
    random: () => 0,
    newRequestId: () => 'req_stream',
    ...more,
  })
  const { app } = gateway(undefined, { stream })
  const sockets: Bun.ServerWebSocket<StreamData>[] = []
  const server = Bun.serve<StreamData>({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, bun) => app.fetch(request, bun),
    websocket: {
      ...stream.websocket,
      open: (socket) => {
        sockets.push(socket)
        return stream.websocket.open?.(socket)
      },
    },
  })
  stream.start()
  stops.push(
    () => stream.stop(),
    () => server.stop(true),
  )
  const url = `ws://127.0.0.1:${server.port}/api/v1/stream`
  return { clock, shared, prices, account, accountRequests, stream, server, sockets, url }
}

/** A response whose lines the test pushes. */
const lineSource = () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const opened = Promise.withResolvers<void>()
  return {
    opened: opened.promise,
    response: () => {
      const body = new ReadableStream<Uint8Array>({
        start: (own) => {
          controller = own
          opened.resolve()
        },
      })
      return new Response(body)
    },
    push: (line: object) => controller?.enqueue(Buffer.from(`${JSON.stringify(line)}\n`)),
  }
}

const open = async (url: string, headers: Record<string, string> = {}) => {
  const socket = new WebSocket(url, { headers } as unknown as string[])
  stops.push(() => socket.close())
  const messages: Messages = []
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const go of waiting.splice(0)) go()
  }
  const closed = Promise.withResolvers<number>()
  socket.onmessage = (event) => {
    messages.push(JSON.parse(String(event.data)))
    wake()
  }
  socket.onclose = (event) => {
    closed.resolve(event.code)
    wake()
  }
  await new Promise((resolve) => {
    socket.onopen = resolve
  })
  const next = async (type: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const at = messages.findIndex((message) => message['type'] === type)
      if (at >= 0) return messages.splice(at, 1)[0] ?? {}
      if (socket.readyState > 1) throw new Error(`closed before ${type}`)
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push(resolve)
      await promise
    }
  }
  const send = (message: object | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  return { socket, messages, next, send, closed: closed.promise }
}

const statusOf = async (url: string, headers: Record<string, string>): Promise<number> => {
  const response = await fetch(url.replace('ws:', 'http:'), {
    headers: {
      upgrade: 'websocket',
      connection: 'upgrade',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  return response.status
}

test('sends a snapshot, then what changes, to whoever connects', async () => {
  const { url, prices } = await start()
  await prices.opened
  prices.push({ type: 'snapshot', data: [price('BTC', '1'), price('ETH', '2')] })
  const client = await open(url)
  await client.next('prices_snapshot')
  await client.next('prices')
  prices.push({ type: 'prices', data: [price('BTC', '3')] })
  expect(await client.next('prices')).toEqual({ type: 'prices', data: [price('BTC', '3')] })
  client.send({ type: 'subscribe', symbols: ['ETH'] })
  expect(await client.next('prices_snapshot')).toMatchObject({ data: [price('ETH', '2')] })
})

test('beats with a counter', async () => {
  const { url, stream } = await start()
  const client = await open(url)
  await client.next('prices_snapshot')
  stream.beat()
  stream.beat()
  expect(await client.next('heartbeat')).toMatchObject({ counter: 1 })
  expect(await client.next('heartbeat')).toMatchObject({ counter: 2 })
})

test('refuses pages of a foreign origin, and takes our own and configured ones', async () => {
  const { url } = await start()
  for (const origin of ['https://evil.test', 'null', 'http://localhost:8081']) {
    expect(await statusOf(url, { origin })).toBe(403)
  }
  for (const origin of ['http://localhost:8080', 'https://app.example.com']) {
    const client = await open(url, { origin })
    await client.next('prices_snapshot')
  }
})

test('answers a plain request to the path with a problem', async () => {
  const { url } = await start()
  const response = await fetch(url.replace('ws:', 'http:'))
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
})

test('carries an account’s events after a token, and none without', async () => {
  const { url, account, accountRequests } = await start()
  const client = await open(url)
  await client.next('prices_snapshot')
  expect(accountRequests).toEqual([])
  client.send({ type: 'authenticate', access_token: CUSTOMER, resume_from: 4 })
  expect(await client.next('authenticated')).toEqual({
    type: 'authenticated',
    expires_at: new Date(bearers[CUSTOMER]?.expiresAt ?? 0).toISOString(),
  })
  await account.opened
  account.push({ type: 'account_snapshot', seq: 4, balance: {}, positions: [] })
  account.push({ type: 'account', seq: 5, transaction: {}, order: null })
  expect(await client.next('account_snapshot')).toMatchObject({ seq: 4 })
  expect(await client.next('account')).toMatchObject({ seq: 5 })
  expect(accountRequests[0]?.url).toEndWith('/internal/stream/account?resume_from=4')
  expect(accountRequests[0]?.headers.get('authorization')).toBe(`Bearer ${CUSTOMER}`)
  client.send({ type: 'authenticate', access_token: CUSTOMER })
  await client.next('authenticated')
  expect(accountRequests).toHaveLength(1)
})

test('ends with 4401 for a bad token, another account, an expired token and a sign-out', async () => {
  const { url, shared, clock } = await start()
  const bad = await open(url)
  bad.send({ type: 'authenticate', access_token: 'forged' })
  expect(await bad.next('error')).toMatchObject({ code: 'unauthenticated' })
  expect(await bad.closed).toBe(4401)

  const two = await open(url)
  two.send({ type: 'authenticate', access_token: CUSTOMER })
  await two.next('authenticated')
  two.send({ type: 'authenticate', access_token: ADMIN })
  expect(await two.closed).toBe(4401)

  const signedOut = await open(url)
  signedOut.send({ type: 'authenticate', access_token: ADMIN })
  await signedOut.next('authenticated')
  const { userId, sessionId } = bearers[ADMIN] ?? {}
  await shared.publish('session-revoked', `session:${userId}:${sessionId}`)
  expect(await signedOut.closed).toBe(4401)
  const again = await open(url)
  again.send({ type: 'authenticate', access_token: ADMIN })
  expect(await again.closed).toBe(4401)

  const late = await open(url)
  late.send({ type: 'authenticate', access_token: CUSTOMER })
  await late.next('authenticated')
  clock.advance(600_000)
  expect(await late.closed).toBe(4401)
})

const malformed: [name: string, message: string][] = [
  ['no JSON', 'hello'],
  ['an unknown type', '{"type":"buy"}'],
  ['an unknown field', '{"type":"pause","x":1}'],
  ['a message that is too long', JSON.stringify({ type: 'pause', x: 'x'.repeat(20_000) })],
]
test.each(malformed)('ends with 1008 for %s', async (_name, message) => {
  const { url } = await start()
  const client = await open(url)
  client.send(message)
  expect(await client.next('error')).toMatchObject({ code: 'malformed_request' })
  expect(await client.closed).toBe(1008)
})

test('ends with 1008 for a flood of messages', async () => {
  const { url } = await start()
  const client = await open(url)
  await client.next('prices_snapshot')
  for (let i = 0; i < 100; i += 1) client.send({ type: 'pause' })
  expect(await client.closed).toBe(1008)
})

test('holds a limited number of connections per address, and frees them', async () => {
  const { url, stream } = await start({ maxPerAddress: 2 })
  const first = await open(url)
  const second = await open(url)
  await Promise.all([first.next('prices_snapshot'), second.next('prices_snapshot')])
  expect(await statusOf(url, {})).toBe(429)
  first.socket.close()
  await first.closed
  for (let i = 0; i < 200 && stream.size > 1; i += 1) await Bun.sleep(5)
  const third = await open(url)
  await third.next('prices_snapshot')
})

test('keeps little for a real client that stops reading, and nobody else waits for it', async () => {
  const { url, prices, stream, server, sockets } = await start()
  await prices.opened
  const stalled = connect(server.port ?? 0, '127.0.0.1')
  stops.push(() => void stalled.destroy())
  stalled.pause()
  stalled.write(
    'GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  for (let i = 0; i < 400 && stream.size < 1; i += 1) await Bun.sleep(5)
  const board = Array.from({ length: 500 }, (_, i) => price(`S${i}`, '12345.678901234567'))
  const reader = await open(url)
  let buffered = 0
  for (let round = 0; round < 400; round += 1) {
    prices.push({ type: 'prices', data: board })
    await Bun.sleep(0)
    stream.update()
    buffered = Math.max(buffered, sockets[0]?.getBufferedAmount() ?? 0)
    reader.messages.splice(0)
  }
  // One message may still be taken whole when the limit is not reached yet.
  expect(buffered).toBeGreaterThan(64 * 1024)
  expect(buffered).toBeLessThan(64 * 1024 + JSON.stringify(board).length * 2)
  prices.push({ type: 'prices', data: [price('BTC', '7')] })
  const isLast = () => reader.messages.some((m) => JSON.stringify(m).includes('"BTC"'))
  for (let i = 0; i < 400 && !isLast(); i += 1) await Bun.sleep(5)
  expect(isLast()).toBe(true)
})
