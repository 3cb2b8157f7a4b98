import { describe, expect, test } from 'bun:test'
import { gateway } from '../test/gateway-fixture'

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
