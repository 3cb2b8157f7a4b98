import { describe, expect, test } from 'bun:test'
import { ADMIN, as, CUSTOMER, gateway, problemOf } from '../test/gateway-fixture'

const json = { 'content-type': 'application/json' }

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
