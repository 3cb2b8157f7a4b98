import { expect, test } from 'bun:test'
import { manualClock } from '@bourse/common/runtime/clock'
import { PriceFeed } from './price-feed'

const line = (type: string, ...prices: [symbol: string, price: string][]) =>
  JSON.stringify({
    type,
    data: prices.map(([symbol, price]) => ({
      symbol,
      price,
      at: '2026-01-01T00:00:00.000Z',
      stale: false,
    })),
  })

const feedWith = (fetch: (request: Request) => Promise<Response>) => {
  const clock = manualClock()
  return { clock, feed: new PriceFeed({ assets: { fetch }, now: clock.now, random: () => 0 }) }
}

const never = () => new Promise<Response>(() => {})

test('keeps the latest price of each symbol and says once what changed', () => {
  const { feed } = feedWith(never)
  feed.accept(line('snapshot', ['BTC', '1'], ['ETH', '2']))
  feed.accept(line('prices', ['BTC', '3']))
  expect([...feed.takeChanged()]).toEqual(['BTC', 'ETH'])
  expect([...feed.takeChanged()]).toEqual([])
  expect(feed.prices().map(({ symbol, price }) => [String(symbol), price])).toEqual([
    ['BTC', '3'],
    ['ETH', '2'],
  ])
})

test('drops lines that are not prices', () => {
  const { feed } = feedWith(never)
  for (const bad of ['nonsense', '{}', line('prices', ['BTC', '-1']), line('x', ['BTC', '1'])]) {
    feed.accept(bad)
  }
  expect(feed.prices()).toEqual([])
})

test('calls every price stale when nothing was heard for ten seconds', () => {
  const { feed, clock } = feedWith(never)
  feed.accept(line('snapshot', ['BTC', '1']))
  feed.takeChanged()
  clock.advance(9999)
  expect(feed.takeChanged().size).toBe(0)
  clock.advance(1)
  expect([...feed.takeChanged()]).toEqual(['BTC'])
  expect(feed.prices()[0]?.stale).toBe(true)
  feed.accept(line('snapshot', ['BTC', '1']))
  expect(feed.prices()[0]?.stale).toBe(false)
})

test('subscribes once, and again after the subscription breaks', async () => {
  const second = Promise.withResolvers<void>()
  let subscriptions = 0
  const { feed } = feedWith(async (request) => {
    subscriptions += 1
    expect(request.url).toBe('http://assets/internal/stream/prices')
    if (subscriptions === 2) second.resolve()
    if (subscriptions > 1) return never()
    return new Response(`${line('snapshot', ['BTC', '1'])}\n`)
  })
  feed.start()
  feed.start()
  await second.promise
  expect(feed.prices()).toHaveLength(1)
  feed.stop()
  expect(subscriptions).toBe(2)
})
