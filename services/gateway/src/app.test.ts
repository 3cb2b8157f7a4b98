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
