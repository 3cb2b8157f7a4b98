import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { StoreUnavailable } from '@bourse/common/store/store'
import { streamPrice } from '@bourse/contracts/stream'
import { type AssetsFixture, catalogue, startAssets } from '../test/assets-fixture'
import { type AssetsDeps, createApp } from './app'
import { PRICE_STREAM_PATH } from './price-stream'

let assets: AssetsFixture
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())
beforeEach(async () => {
  assets.clock.advance(60_000)
  await assets.reset()
  await assets.setAllPrices()
})

type Line = { type: string; data?: { symbol: string; price: string; stale: boolean }[] }

/** A stream whose polls a test rings; `subscribed` counts listeners that are left. */
const open = async (change: Partial<AssetsDeps> = {}) => {
  let subscribed = 0
  let poll = () => {}
  const abort = new AbortController()
  const app = createApp({
    ...assets.deps,
    subscribe: (channel, listener) => {
      subscribed += 1
      const stop = assets.shared.subscribe(channel, listener)
      return () => {
        subscribed -= 1
        stop()
      }
    },
    sleep: (_, signal) =>
      new Promise((resolve) => {
        poll = resolve
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve())
      }),
    ...change,
  })
  const response = await app.request(PRICE_STREAM_PATH, { signal: abort.signal })
  const reader = response.body?.getReader()
  let rest = ''
  const line = async (): Promise<Line | undefined> => {
    while (!rest.includes('\n')) {
      const chunk = await reader?.read()
      if (!chunk || chunk.done) return undefined
      rest += new TextDecoder().decode(chunk.value)
    }
    const [first = '', ...others] = rest.split('\n')
    rest = others.join('\n')
    return JSON.parse(first) as Line
  }
  const left = () => subscribed
  return { response, reader, line, abort, left, poll: () => poll() }
}

/** Lets everything that is ready run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

test('begins with every price, of the shape that clients get', async () => {
  const { response, line, abort } = await open()
  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  const first = await line()
  expect(first?.type).toBe('snapshot')
  expect(streamPrice.array().parse(first?.data)).toHaveLength(catalogue.length)
  abort.abort()
})

test('tells what changed, and nothing else, as soon as it is told', async () => {
  const { line, abort } = await open()
  await line()
  const prices = Object.fromEntries(catalogue.map((one) => [one.symbol, one.referencePrice]))
  await assets.setPrices({ ...prices, BTC: 7n * 10n ** 12n })
  expect(await line()).toMatchObject({ type: 'prices', data: [{ symbol: 'BTC', price: '7.00' }] })
  abort.abort()
})

test('tells that prices turned stale though none arrived, in an outage too', async () => {
  let away = false
  const market = {
    assets: () => assets.market.assets(),
    prices: async () => {
      if (away) throw new StoreUnavailable(new Error('away'))
      return assets.market.prices()
    },
  }
  const { line, abort, poll } = await open({ market })
  await line()
  await settle()
  away = true
  assets.clock.advance(15_001)
  poll()
  const told = await line()
  expect(told?.data).toHaveLength(catalogue.length)
  expect(told?.data?.every((price) => price.stale)).toBe(true)
  abort.abort()
})

test('beats while nothing changes', async () => {
  const { line, abort, poll } = await open()
  await line()
  await settle()
  assets.clock.advance(5000)
  poll()
  expect(await line()).toEqual({ type: 'heartbeat' })
  abort.abort()
})

test('tells a slow reader the newest state alone', async () => {
  const { line, abort } = await open()
  const prices = Object.fromEntries(catalogue.map((one) => [one.symbol, one.referencePrice]))
  for (let change = 1; change <= 50; change++) {
    await assets.setPrices({ ...prices, BTC: BigInt(change) * 10n ** 12n })
    await settle()
  }
  const lines: Line[] = []
  while (lines.at(-1)?.data?.[0]?.price !== '50.00' && lines.length < 60) {
    lines.push((await line()) ?? { type: 'end' })
    if (lines.length === 4) await assets.shared.publish('prices', '[]')
  }
  expect(lines.length).toBeLessThan(8)
  abort.abort()
})

test.each(['abort', 'cancel', 'closing'] as const)(
  'leaves nothing behind after %s',
  async (how) => {
    const closing = new AbortController()
    const { line, abort, reader, left } = await open({ closing: closing.signal })
    await line()
    expect(left()).toBe(2)
    if (how === 'abort') abort.abort()
    if (how === 'closing') closing.abort()
    if (how === 'cancel') await reader?.cancel()
    else expect(await line()).toBeUndefined()
    await settle()
    expect(left()).toBe(0)
  },
)

test('refuses the 65th stream and takes one again when one has ended', async () => {
  const app = createApp(assets.deps)
  const aborts = Array.from({ length: 64 }, () => new AbortController())
  const request = (signal?: AbortSignal) => app.request(PRICE_STREAM_PATH, signal ? { signal } : {})
  for (const { signal } of aborts) expect((await request(signal)).status).toBe(200)
  const refused = await request()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  for (const abort of aborts) abort.abort()
  await settle()
  const again = await request()
  expect(again.status).toBe(200)
  await again.body?.cancel()
})
