import { describe, expect, test } from 'bun:test'
import { as, bearers, CUSTOMER, gateway } from '../test/gateway-fixture'

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
