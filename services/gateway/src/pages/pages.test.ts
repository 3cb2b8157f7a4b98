import { expect, test } from 'bun:test'
import { gateway } from '../../test/gateway-fixture'

test('serves the document with a tag that saves sending it again', async () => {
  const { fetch } = gateway()
  const response = await fetch('/openapi.json')
  const etag = response.headers.get('etag') ?? ''
  expect(((await response.json()) as { openapi: string }).openapi).toBe('3.1.1')
  const again = await fetch('/openapi.json', { headers: { 'if-none-match': `W/"x", ${etag}` } })
  expect([again.status, await again.text()]).toEqual([304, ''])
})

test('serves the reference and its script from this origin alone', async () => {
  const { fetch } = gateway()
  const page = await fetch('/docs')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toMatch(/https?:|unsafe-eval|\*/)
  const html = await page.text()
  expect(html).not.toMatch(/https?:\/\/|<script>/)
  const sources = [...html.matchAll(/src="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(sources).toEqual(['/docs/reference.js', '/docs/setup.js'])
  for (const source of sources) {
    const script = await fetch(source)
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
  }
})

test('sends the script packed to whoever takes it', async () => {
  const { fetch } = gateway()
  const packed = await fetch('/docs/reference.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  const plain = await fetch('/docs/reference.js')
  const unpacked = Bun.gunzipSync(new Uint8Array(await packed.arrayBuffer()))
  expect(Buffer.from(unpacked).equals(Buffer.from(await plain.arrayBuffer()))).toBe(true)
})

test('starts with a page that says where things are, without inline script or style', async () => {
  const { fetch } = gateway(undefined, { publicUrl: 'http://localhost:9999' })
  const html = await (await fetch('/')).text()
  expect(html).toContain('href="/docs"')
  expect(html).toContain('npm run admin:create')
  expect(html).toContain('curl http://localhost:9999/api/v1/auth/register')
  expect(html).not.toMatch(/<script|<style|style=|onclick/)
  const style = await fetch('/start.css')
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
})
