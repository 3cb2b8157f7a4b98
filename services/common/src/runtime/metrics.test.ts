import { describe, expect, test } from 'bun:test'
import { createMetrics, httpMetrics } from './metrics'
import { serveMetrics } from './metrics-server'

const seen = {
  service: 'orders',
  method: 'GET',
  route: '/orders/{id}',
  status: 200,
  seconds: 0.004,
}

test('two registries share nothing', async () => {
  const [first, second] = [createMetrics(), createMetrics()]
  httpMetrics(first).observe(seen)
  httpMetrics(second)
  expect(await first.metrics()).toContain('route="/orders/{id}"')
  expect(await second.metrics()).not.toContain('route="/orders/{id}"')
})

test('a request is counted by service, method, route and status', async () => {
  const registry = createMetrics()
  const http = httpMetrics(registry)
  http.observe(seen)
  http.observe(seen)
  http.observe({ ...seen, status: 404 })
  const labels = 'service="orders",method="GET",route="/orders/{id}"'
  const text = await registry.metrics()
  expect(text).toContain(`http_request_duration_seconds_count{${labels},status="200"} 2`)
  expect(text).toContain(`http_request_duration_seconds_count{${labels},status="404"} 1`)
})

test('a caller cannot make the number of series grow without bound', async () => {
  const registry = createMetrics()
  const http = httpMetrics(registry)
  for (let index = 0; index < 2500; index += 1) http.observe({ ...seen, route: `/x/${index}` })
  for (let index = 0; index < 50; index += 1) http.observe({ ...seen, method: `M${index}` })
  const text = await registry.metrics()
  const series = text.split('\n').filter((line) => line.includes('duration_seconds_count{'))
  expect(series.length).toBeLessThanOrEqual(2002)
  expect(text).not.toContain('method="M1"')
})

test('no series that Bun cannot measure is offered', async () => {
  const text = await createMetrics().metrics()
  expect(text).not.toContain('gc_duration')
  expect(text).not.toContain('heap_space')
  expect(text).not.toContain('active_')
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  expect(text).toContain('process_resident_memory_bytes')
})

describe('the metrics server', () => {
  test('serves metrics and the ledger, and nothing else', async () => {
    const ledger = () => Response.json({ violations: 0 })
    const server = serveMetrics({ registry: createMetrics(), host: '127.0.0.1', port: 0, ledger })
    const base = `http://127.0.0.1:${server.port}`
    const metrics = await fetch(`${base}/metrics`)
    expect(metrics.headers.get('content-type')).toContain('text/plain')
    expect(await metrics.text()).toContain('process_start_time_seconds')
    expect(await (await fetch(`${base}/internal/ledger`)).json()).toEqual({ violations: 0 })
    expect((await fetch(`${base}/`)).status).toBe(404)
    expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(405)
    await server.stop()
  })

  test('takes another port when its own is busy, and says so in one line', async () => {
    const options = { registry: createMetrics(), host: '127.0.0.1' }
    const first = serveMetrics({ ...options, port: 0 })
    const second = serveMetrics({ ...options, port: first.port })
    expect(second.port).not.toBe(first.port)
    expect(second.notice).toContain(`Port ${first.port} (METRICS_PORT) is in use`)
    expect(second.notice).not.toContain('\n')
    expect((await fetch(`http://127.0.0.1:${second.port}/metrics`)).status).toBe(200)
    await Promise.all([first.stop(), second.stop()])
  })
})
