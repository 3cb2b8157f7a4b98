import { expect, test } from 'bun:test'
import { assetSymbol } from '@bourse/contracts/ids'
import { type StreamPrice, streamPrice } from '@bourse/contracts/stream'
import { type PriceSource, StreamClient } from './stream-client'

const price = (symbol: string, amount: string): StreamPrice =>
  streamPrice.parse({ symbol, price: amount, at: '2026-01-01T00:00:00Z', stale: false })

/** A connection whose client reads only when the test says so. */
const stalling = () => {
  const latest = new Map<string, StreamPrice>()
  const source: PriceSource = {
    prices: (symbols = latest.keys()) => [...symbols].flatMap((s) => latest.get(s) ?? []),
  }
  const state = { sent: [] as string[], buffered: 0, closed: 0 }
  const client = new StreamClient(
    {
      send: (text) => state.sent.push(text),
      close: (code) => {
        state.closed = code
      },
      getBufferedAmount: () => state.buffered,
    },
    source,
  )
  const tick = (symbol: string, amount: string) => {
    latest.set(symbol, price(symbol, amount))
    const changed = new Set([symbol])
    client.update(changed, () => JSON.stringify({ type: 'prices', data: source.prices(changed) }))
  }
  const messages = () => state.sent.splice(0).map((text) => JSON.parse(text))
  return { client, state, tick, messages }
}

const symbolsOf = (message: { data: { symbol: string; price: string }[] }) =>
  message.data.map((one) => `${one.symbol} ${one.price}`)

test('queues nothing for a stalled client, and then sends the latest of each price once', () => {
  const { client, state, tick, messages } = stalling()
  tick('BTC', '1')
  state.buffered = 1024 * 1024
  for (let i = 2; i <= 1000; i += 1) tick(i % 2 ? 'BTC' : 'ETH', String(i))
  client.beat('2026-01-01T00:00:00Z')
  expect(messages().map(symbolsOf)).toEqual([['BTC 1']])
  state.buffered = 0
  client.update(new Set(), () => '')
  const [merged, ...rest] = messages()
  expect(symbolsOf(merged)).toEqual(['ETH 1000', 'BTC 999'])
  expect(rest).toEqual([])
})

test('shows in the counter that heartbeats were missed', () => {
  const { client, state, messages } = stalling()
  client.beat('2026-01-01T00:00:00Z')
  state.buffered = 1024 * 1024
  client.beat('2026-01-01T00:00:15Z')
  state.buffered = 0
  client.beat('2026-01-01T00:00:30Z')
  expect(messages().map(({ counter }) => counter)).toEqual([1, 3])
})

test('sends only the symbols that are watched, with a snapshot first', () => {
  const { client, tick, messages } = stalling()
  tick('BTC', '1')
  tick('ETH', '2')
  messages()
  client.subscribe([assetSymbol.parse('ETH')])
  tick('BTC', '3')
  tick('ETH', '4')
  expect(messages().map((m) => [m.type, ...symbolsOf(m)])).toEqual([
    ['prices_snapshot', 'ETH 2'],
    ['prices', 'ETH 4'],
  ])
  client.subscribe([])
  expect(symbolsOf(messages()[0])).toEqual(['BTC 3', 'ETH 4'])
})

test('sends no prices while paused and a snapshot on resuming', () => {
  const { client, tick, messages } = stalling()
  client.pause()
  tick('BTC', '1')
  expect(messages()).toEqual([])
  client.resume()
  expect(messages().map(symbolsOf)).toEqual([['BTC 1']])
})

test('holds an account event back until the client can take it, in order', async () => {
  const { client, state } = stalling()
  state.buffered = 1024 * 1024
  const first = client.sendInOrder('{"seq":1}')
  expect(state.sent).toEqual([])
  state.buffered = 0
  client.drained()
  expect(await first).toBe(true)
  expect(await client.sendInOrder('{"seq":2}')).toBe(true)
  expect(state.sent).toEqual(['{"seq":1}', '{"seq":2}'])
})

test('lets go of a held event when the client goes away', async () => {
  const { client, state } = stalling()
  state.buffered = 1024 * 1024
  const held = client.sendInOrder('{"seq":1}')
  client.ended()
  expect(await held).toBe(false)
  expect(state.sent).toEqual([])
})
