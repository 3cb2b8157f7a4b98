import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { overHttp } from '@bourse/common/runtime/service-client'
import { as, CUSTOMER, type Fixture, gateway } from './gateway-fixture'

/** The gateway and a service as two real servers on loopback. */
let upstream: Bun.Server<undefined>
let server: Bun.Server<undefined>
let fixture: Fixture
let seen: { request: Request; body: string }[] = []
let behave: (request: Request) => Response | Promise<Response>

beforeAll(() => {
  upstream = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      seen.push({ request, body: await request.clone().text() })
      return behave(request)
    },
  })
  const client = overHttp([upstream.url.origin])
  fixture = gateway(undefined, { upstreams: { users: client, assets: client, orders: client } })
  server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request, bun) => (await fixture.app.fetch(request, bun)) ?? new Response(),
  })
})

afterAll(async () => {
  await server.stop(true)
  await upstream.stop(true)
})

const reset = (answer: typeof behave = () => Response.json({ fine: true })): void => {
  seen = []
  behave = answer
}

/** Sends bytes as they are and reads until the other side closes. */
const raw = (text: string): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let answer = ''
  const socket = connect(server.port ?? 0, '127.0.0.1', () => socket.write(text))
  socket.on('data', (chunk) => {
    answer += chunk.toString()
  })
  socket.on('close', () => resolve(answer))
  socket.on('error', reject)
  return promise
}

test('strips spoofed headers in every case and number from raw bytes', async () => {
  reset()
  const answer = await raw(
    [
      'GET /api/v1/balance HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${CUSTOMER}`,
      'x-user-id: spoofed',
      'X-USER-ID: spoofed',
      'X-Client-IP: spoofed',
      'x-client-ip: spoofed',
      'X-Forwarded-For: 6.6.6.6',
      'X-Forwarded-For: 7.7.7.7',
      'X-Internal-Role: spoofed',
      'Connection: x-request-id, x-client-ip, close',
      '',
      '',
    ].join('\r\n'),
  )
  expect(answer).toStartWith('HTTP/1.1 200')
  const reached = seen[0]?.request.headers
  expect(JSON.stringify([...(reached ?? [])])).not.toMatch(/spoofed|6\.6\.6|7\.7\.7/)
  expect(reached?.get('x-client-ip')).toBe('127.0.0.1')
  expect(reached?.get('x-request-id')).toMatch(/^req_/)
})

test('refuses a chunked body that grows too large, and forwards one that does not', async () => {
  reset()
  const chunked = (size: number) =>
    raw(
      `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`,
    )
  expect(await chunked(70_000)).toMatch(/^HTTP\/1\.1 413[\s\S]*body_too_large/)
  expect(seen).toEqual([])
  expect(await chunked(60_000)).toStartWith('HTTP/1.1 200')
  expect(seen[0]?.body).toHaveLength(60_000)
})

test('does not open the breaker for twenty clients that hang up', async () => {
  const started: (() => void)[] = []
  reset(() => {
    for (const go of started.splice(0)) go()
    return new Promise<Response>(() => {})
  })
  for (let i = 0; i < 20; i += 1) {
    const { promise, resolve } = Promise.withResolvers<void>()
    started.push(resolve)
    const client = new AbortController()
    const sent = fetch(`${server.url.origin}/api/v1/assets`, { signal: client.signal })
    await promise
    client.abort()
    await sent.catch(() => {})
  }
  reset()
  expect((await fetch(`${server.url.origin}/api/v1/assets`)).status).toBe(200)
})

test('streams a request through with its encodings untouched', async () => {
  const zipped = Bun.gzipSync(Buffer.from('{"packed":true}'))
  reset(
    () =>
      new Response(zipped, {
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      }),
  )
  const response = await fetch(`${server.url.origin}/api/v1/balance`, { headers: as(CUSTOMER) })
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect(await response.json()).toEqual({ packed: true })
})

test('answers 503 in the one shape when the service is gone', async () => {
  const dead = overHttp(['http://127.0.0.1:1'])
  const { fetch: ask } = gateway(undefined, {
    upstreams: { users: dead, assets: dead, orders: dead },
  })
  const response = await ask('/api/v1/assets')
  expect([response.status, response.headers.get('content-type')]).toEqual([
    503,
    'application/problem+json',
  ])
  expect(await response.text()).not.toContain('127.0.0.1')
})
