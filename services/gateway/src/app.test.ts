import { describe, expect, test } from 'bun:test'
import { ADMIN, as, bearers, CUSTOMER, gateway, problemOf } from '../test/gateway-fixture'

const json = { 'content-type': 'application/json' }

describe('identity', () => {
  const spoofed = [
    'X-User-Id',
    'x-USER-role',
    'X-Roles',
    'X-Client-Ip',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Real-Ip',
    'Forwarded',
    'X-Internal-Token',
    'x-InTeRnAl-anything',
    'X-HTTP-Method-Override',
    'X-Request-Id',
    'X-Original-Url',
    'Via',
    'TE',
    'Proxy-Authorization',
    'X-Named-By-Connection',
  ]

  test('lets no header about identity, addresses or connections through', async () => {
    const { fetch, seen } = gateway()
    const headers = new Headers({ ...as(CUSTOMER), connection: 'x-named-by-connection, close' })
    for (const name of spoofed) {
      headers.append(name, 'spoofed')
      headers.append(name.toUpperCase(), 'spoofed-again')
    }
    await fetch('/api/v1/balance', { headers })
    const reached = [...(seen[0]?.request.headers ?? [])]
    expect(reached.filter(([, value]) => value.includes('spoofed'))).toEqual([])
    expect(Object.fromEntries(reached)).toEqual({
      ...as(CUSTOMER),
      'x-client-ip': '203.0.113.9',
      'x-request-id': 'req_00000001',
      traceparent: `00-${'a1'.repeat(16)}-${'a1'.repeat(8)}-00`,
    })
  })

  test('gives the refresh cookie to users alone', async () => {
    const { fetch, seen } = gateway()
    const headers = { ...as(CUSTOMER), cookie: 'refresh=secret' }
    await fetch('/api/v1/orders', { headers })
    await fetch('/api/v1/profile', { headers })
    expect(seen.map(({ request }) => request.headers.get('cookie'))).toEqual([
      null,
      'refresh=secret',
    ])
  })

  test('repeats a well-formed client id to the client, and nothing else of it', async () => {
    const { fetch } = gateway()
    const good = await fetch('/healthz', { headers: { 'x-request-id': 'client-id-1' } })
    expect(good.headers.get('x-client-request-id')).toBe('client-id-1')
    expect(good.headers.get('x-request-id')).toBe('req_00000001')
    const bad = await fetch('/healthz', { headers: { 'x-request-id': '<script>alert</script>' } })
    expect(bad.headers.get('x-client-request-id')).toBeNull()
  })

  test('passes a well-formed trace on and replaces any other', async () => {
    const { fetch, seen } = gateway()
    const given = `00-${'4b'.repeat(16)}-${'00f0'.repeat(4)}-01`
    await fetch('/api/v1/assets', { headers: { traceparent: given, tracestate: 'a=b' } })
    await fetch('/api/v1/assets', { headers: { traceparent: 'nonsense', tracestate: 'a=b' } })
    const [first, second] = seen.map(({ request }) => request.headers)
    expect([first?.get('traceparent'), first?.get('tracestate')]).toEqual([given, 'a=b'])
    expect(second?.get('traceparent')).toMatch(/^00-(a1){16}-(a1){8}-00$/)
    expect(second?.get('tracestate')).toBeNull()
  })

  test('refuses no token, a bad token, an ended session and the wrong role', async () => {
    const { fetch, seen } = gateway(undefined, {
      isRevoked: (sid) => sid === bearers[ADMIN]?.sessionId,
    })
    const none = await fetch('/api/v1/balance')
    expect(await problemOf(none)).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect((await fetch('/api/v1/balance', { headers: as('forged') })).status).toBe(401)
    expect((await fetch('/api/v1/balance', { headers: as(ADMIN) })).status).toBe(401)
    const low = await fetch('/api/v1/admin/users', { headers: as(CUSTOMER) })
    expect(await problemOf(low)).toMatchObject({ status: 403, code: 'forbidden' })
    expect(seen).toEqual([])
  })

  test('ignores a bad token on a public route', async () => {
    const { fetch } = gateway()
    expect((await fetch('/api/v1/assets', { headers: as('forged') })).status).toBe(200)
  })

  test('answers 503, not 401, while tokens cannot be checked', async () => {
    const { fetch } = gateway(undefined, {
      verifyToken: async () => ({ refused: 'keys_unavailable' }),
    })
    const response = await fetch('/api/v1/balance', { headers: as(CUSTOMER) })
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'upstream_unavailable' })
  })
})

describe('routing', () => {
  test('answers 404 outside the table, internal paths included', async () => {
    const { fetch, seen } = gateway()
    for (const path of [
      '/api/v1/nothing',
      '/internal/stream/prices',
      '/api/v2/assets',
      '/metrics',
    ]) {
      expect(await problemOf(await fetch(path))).toMatchObject({ status: 404, code: 'not_found' })
    }
    expect(seen).toEqual([])
  })

  test('answers 405 with what is allowed', async () => {
    const { fetch } = gateway()
    const response = await fetch('/api/v1/orders', { method: 'PUT' })
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS')
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect((await fetch('/openapi.json', { method: 'POST' })).status).toBe(405)
  })

  test('matches and forwards one reading of a path, however it is written', async () => {
    const { fetch, seen } = gateway()
    await fetch('/api/v1/%61dmin/users', { headers: as(ADMIN) })
    await fetch('/api/v1/assets/%42TC')
    expect(seen.map(({ request }) => new URL(request.url).pathname)).toEqual([
      '/api/v1/admin/users',
      '/api/v1/assets/BTC',
    ])
    for (const path of ['/api/v1/assets/%2e%2e/admin/users', '/api/v1/%2E%2E/%2e%2e/internal/x']) {
      expect([401, 404]).toContain((await fetch(path)).status)
    }
    expect(seen).toHaveLength(2)
  })

  test('keeps the query, and the body of the answer, as they are', async () => {
    const { fetch, seen } = gateway(() => Response.json({ b: '1.50', a: [1] }, { status: 201 }))
    const response = await fetch('/api/v1/assets?q=bit%20coin&limit=2')
    expect(new URL(seen[0]?.request.url ?? '').search).toBe('?q=bit%20coin&limit=2')
    expect(response.status).toBe(201)
    expect(await response.text()).toBe('{"b":"1.50","a":[1]}')
  })

  test('answers HEAD like GET without a body', async () => {
    const { fetch } = gateway()
    const response = await fetch('/api/v1/assets', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('relays every cookie that an upstream sets', async () => {
    const { fetch } = gateway(() => {
      const headers = new Headers(json)
      headers.append('set-cookie', 'a=1; HttpOnly')
      headers.append('set-cookie', 'b=2')
      return new Response('{}', { headers })
    })
    const response = await fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: json,
      body: '{}',
    })
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
  })
})

describe('bodies', () => {
  const big = 'x'.repeat(64 * 1024 + 1)

  test('refuses by the announced length and while reading, before an upstream is asked', async () => {
    const { fetch, seen } = gateway()
    const announced = await fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: json,
      body: big,
    })
    expect(await problemOf(announced)).toMatchObject({ status: 413, code: 'body_too_large' })
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(8192))
      },
    })
    const init = { method: 'POST', headers: json, body: endless, duplex: 'half' } as RequestInit
    expect((await fetch('/api/v1/auth/login', init)).status).toBe(413)
    expect(pulled).toBeLessThan(20)
    expect(seen).toEqual([])
  })

  test('forwards a body unchanged', async () => {
    const texts: string[] = []
    const { fetch } = gateway(async (request) => {
      texts.push(await request.text())
      return Response.json({})
    })
    const body = '{"username":"ümlaut","password":"x"}'
    await fetch('/api/v1/auth/login', { method: 'POST', headers: json, body })
    expect(texts).toEqual([body])
  })

  test('passes the refusals of a service on as they are', async () => {
    const problem = '{"status":415,"code":"unsupported_media_type"}'
    const { fetch } = gateway(
      () =>
        new Response(problem, {
          status: 415,
          headers: { 'content-type': 'application/problem+json' },
        }),
    )
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }
    const response = await fetch('/api/v1/auth/login', init)
    expect([response.status, await response.text()]).toEqual([415, problem])
  })
})

describe('upstreams that answer garbage', () => {
  const html = { 'content-type': 'text/html' }
  const cases: [name: string, answer: () => Response, code: string][] = [
    [
      'a page with status 200',
      () => new Response('<p>secret</p>', { headers: html }),
      'upstream_unavailable',
    ],
    [
      'a page with status 502',
      () => new Response('secret', { status: 502, headers: html }),
      'upstream_unavailable',
    ],
    ['a page with status 500', () => new Response('secret stack', { status: 500 }), 'internal'],
    ['a bare 404', () => new Response('secret', { status: 404 }), 'not_found'],
    ['a bare 418', () => new Response('secret', { status: 418 }), 'internal'],
    ['a redirect', () => Response.redirect('http://secret.internal/', 302), 'upstream_unavailable'],
  ]
  test.each(cases)('become a problem without their text: %s', async (_name, answer, code) => {
    const { fetch } = gateway(answer)
    const response = await fetch('/api/v1/assets')
    const text = JSON.stringify([...response.headers, await response.clone().text()])
    expect(await problemOf(response)).toMatchObject({ code, request_id: 'req_00000001' })
    expect(text).not.toContain('secret')
  })

  test('and those that throw tell nothing of it to the client', async () => {
    const { fetch, records } = gateway(() => {
      throw new Error('connect to http://10.1.2.3:8081 with secret')
    })
    const response = await fetch('/api/v1/assets')
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.text()).not.toMatch(/secret|10\.1\.2\.3/)
    expect(records[0]).toMatchObject({ status: 503, upstream: 'assets', reason: 'connection' })
  })
})

describe('limits', () => {
  test('say what is left, then refuse with the time to wait', async () => {
    const { fetch, clock } = gateway()
    const first = await fetch('/api/v1/auth/login', { method: 'POST', headers: json, body: '{}' })
    expect(first.headers.get('ratelimit-policy')).toBe('"auth";q=60;w=60')
    expect(first.headers.get('ratelimit')).toBe('"auth";r=59;t=1')
    for (let i = 0; i < 59; i += 1) await fetch('/api/v1/auth/login', { method: 'POST' })
    const refused = await fetch('/api/v1/auth/login', { method: 'POST' })
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.headers.get('ratelimit')).toBe('"auth";r=0;t=60')
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'rate_limited' })
    expect((await fetch('/api/v1/auth/login', { method: 'POST' }, '198.51.100.1')).status).toBe(200)
    clock.advance(1000)
    expect((await fetch('/api/v1/auth/login', { method: 'POST' })).status).toBe(200)
  })

  test('do not move with a spoofed X-Forwarded-For', async () => {
    const { fetch } = gateway()
    const statuses = []
    for (let i = 0; i < 61; i += 1) {
      const headers = { 'x-forwarded-for': `10.0.0.${i}`, forwarded: `for=10.0.0.${i}` }
      statuses.push((await fetch('/api/v1/auth/login', { method: 'POST', headers })).status)
    }
    expect(statuses.at(-1)).toBe(429)
  })

  test('count a user from every address as one, and users apart', async () => {
    const { fetch } = gateway()
    const order = (token: string, address: string) =>
      fetch('/api/v1/orders', { method: 'POST', headers: as(token) }, address)
    for (let i = 0; i < 300; i += 1) await order(CUSTOMER, `198.51.100.${i % 9}`)
    expect((await order(CUSTOMER, '192.0.2.1')).status).toBe(429)
    expect((await order(ADMIN, '192.0.2.1')).status).toBe(200)
  })

  test('are multiplied by the scale', async () => {
    const { fetch } = gateway(undefined, { rateLimitScale: 100 })
    const response = await fetch('/api/v1/auth/login', { method: 'POST' })
    expect(response.headers.get('ratelimit-policy')).toBe('"auth";q=6000;w=60')
  })
})

describe('browsers', () => {
  test('get the headers that keep pages apart, on every answer', async () => {
    const { fetch } = gateway(undefined, { publicUrl: 'https://trade.example.com' })
    for (const path of ['/healthz', '/nothing', '/api/v1/assets', '/api/v1/balance', '/']) {
      const { headers } = await fetch(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    }
    const plain = await gateway().fetch('/healthz')
    expect(plain.headers.get('strict-transport-security')).toBeNull()
  })

  test('may read answers from a configured origin and from no other', async () => {
    const { fetch } = gateway()
    const ask = (origin: string, init: RequestInit = {}) =>
      fetch('/api/v1/assets', { ...init, headers: { origin } })
    const good = await ask('https://app.example.com')
    expect(good.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(good.headers.get('access-control-allow-credentials')).toBe('true')
    expect(good.headers.get('vary')).toContain('Origin')
    for (const origin of ['https://app.example.com.evil.test', 'null', 'https://APP.example.com']) {
      const bad = await ask(origin)
      expect(bad.headers.get('access-control-allow-origin')).toBeNull()
      expect(bad.headers.get('vary')).toContain('Origin')
    }
    const preflight = await ask('https://app.example.com', { method: 'OPTIONS' })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
    const foreign = await ask('https://evil.test', { method: 'OPTIONS' })
    expect(foreign.headers.get('access-control-allow-methods')).toBeNull()
  })
})

describe('running', () => {
  test('closes connections while draining, and is not ready then', async () => {
    let draining = false
    const { fetch } = gateway(undefined, { draining: () => draining })
    expect((await fetch('/api/v1/assets')).headers.get('connection')).toBeNull()
    expect((await fetch('/readyz')).status).toBe(200)
    draining = true
    const response = await fetch('/api/v1/assets')
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
    expect((await fetch('/readyz')).status).toBe(503)
    expect((await fetch('/healthz')).status).toBe(200)
  })

  test('is ready when users is, and asks once a second however often it is asked', async () => {
    let up = true
    const { fetch, seen, clock } = gateway(() => new Response('', { status: up ? 200 : 503 }))
    await Promise.all([fetch('/readyz'), fetch('/readyz'), fetch('/readyz')])
    expect(seen.map(({ upstream, request }) => `${upstream} ${request.url}`)).toEqual([
      'users http://users/readyz',
    ])
    up = false
    expect((await fetch('/readyz')).status).toBe(200)
    clock.advance(1000)
    expect((await fetch('/readyz')).status).toBe(503)
    expect((await fetch('/healthz')).status).toBe(200)
  })

  test('records templates, never paths, and nothing of headers or bodies', async () => {
    const { fetch, records } = gateway()
    await fetch('/api/v1/orders/canary-path?q=canary-query', { headers: as(CUSTOMER) })
    await fetch('/canary-elsewhere')
    expect(records[0]).toMatchObject({
      method: 'GET',
      route: '/api/v1/orders/{id}',
      status: 200,
      upstream: 'orders',
      userId: bearers[CUSTOMER]?.userId,
    })
    expect(records[1]).toMatchObject({ route: 'unmatched', status: 404, code: 'not_found' })
    expect(JSON.stringify(records)).not.toMatch(/canary|access\.token/)
  })

  test('hands the web app every page, and no path of the API', async () => {
    const web = () => new Response('<p>app', { headers: { 'content-type': 'text/html' } })
    const { fetch } = gateway(undefined, { web })
    expect(await (await fetch('/')).text()).toBe('<p>app')
    expect(await (await fetch('/portfolio')).text()).toBe('<p>app')
    for (const path of ['/api/v1/nothing', '/internal/x', '/.well-known/nothing']) {
      expect((await fetch(path)).status).toBe(404)
    }
    expect((await fetch('/portfolio', { method: 'POST' })).status).toBe(404)
  })

  test('relays the public keys from users', async () => {
    const { fetch, seen } = gateway(() => Response.json({ keys: [] }))
    expect(await (await fetch('/.well-known/jwks.json')).json()).toEqual({ keys: [] })
    expect(seen[0]?.upstream).toBe('users')
  })
})
