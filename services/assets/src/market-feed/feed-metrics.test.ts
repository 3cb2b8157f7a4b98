import { expect, test } from 'bun:test'
import { Registry } from 'prom-client'
import { createFeedMetrics } from './feed-metrics'

test('every number of the feed is readable, and an asset that is known again disappears', async () => {
  const registry = new Registry()
  const metrics = createFeedMetrics(registry)
  metrics.accepted(136)
  metrics.refused('jump', 2)
  metrics.failed('timeout')
  metrics.leading(true)
  metrics.age(1500)
  metrics.unknown(['BTC', 'ETH'])
  metrics.unknown(['ETH'])
  const text = await registry.metrics()
  for (const line of [
    'bourse_feed_ticks_accepted_total 136',
    'bourse_feed_ticks_refused_total{reason="jump"} 2',
    'bourse_feed_failures_total{reason="timeout"} 1',
    'bourse_feed_leading 1',
    'bourse_feed_age_seconds{source="feed"} 1.5',
    'bourse_feed_unknown_asset{symbol="ETH"} 1',
  ]) {
    expect(text).toContain(line)
  }
  expect(text).not.toContain('symbol="BTC"')
})

test('a process that does not lead shows no age', async () => {
  const registry = new Registry()
  const metrics = createFeedMetrics(registry)
  metrics.age(1500)
  metrics.age(undefined)
  metrics.leading(false)
  const text = await registry.metrics()
  expect(text).toContain('bourse_feed_leading 0')
  expect(text).not.toContain('bourse_feed_age_seconds{')
})
