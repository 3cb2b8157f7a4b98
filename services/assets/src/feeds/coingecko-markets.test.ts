import { describe, expect, test } from 'bun:test'
import { readMarkets } from './coingecko-markets'

const now = Date.parse('2026-01-31T12:00:00.000Z')
const asked = [{ symbol: 'BTC', coingeckoId: 'bitcoin' }]
const row = (price: string, at = '"2026-01-31T11:59:00.000Z"') =>
  `{"id":"bitcoin","current_price":${price},"last_updated":${at}}`

describe('the price of a row', () => {
  test.each<[string, bigint]>([
    ['92000', 92_000_000_000_000_000n],
    ['92000.10', 92_000_100_000_000_000n],
    ['1e-9', 1_000n],
    ['1E-12', 1n],
    ['0.00001234', 12_340_000n],
    ['1.234e-5', 12_340_000n],
    ['1e3', 1_000_000_000_000_000n],
    ['123456789.123456789012', 123_456_789_123_456_789_012n],
    ['0.0000000000014', 1n],
    ['0.0000000000016', 2n],
    ['0.3000000000000000444', 300_000_000_000n],
    ['1000000000', 10n ** 21n],
  ])('%s keeps its digits', (text, price) => {
    expect(readMarkets(`[${row(text)}]`, asked, now)?.ticks).toEqual([
      { symbol: 'BTC', price, at: now - 60_000 },
    ])
  })

  test.each([
    ['null', 'no_price'],
    ['-1', 'invalid_price'],
    ['-1e-9', 'invalid_price'],
    ['"92000"', 'invalid_price'],
    ['true', 'invalid_price'],
    ['[92000]', 'invalid_price'],
    ['{"usd":92000}', 'invalid_price'],
    ['{"text":"92000"}', 'invalid_price'],
    ['1e999', 'invalid_price'],
    ['1e-9999', 'invalid_price'],
    ['0', 'absurd_price'],
    ['0.0', 'absurd_price'],
    ['1e-13', 'absurd_price'],
    ['1000000000.01', 'absurd_price'],
  ] as const)('%s is skipped: %s', (text, reason) => {
    expect(readMarkets(`[${row(text)}]`, asked, now)).toEqual({
      ticks: [],
      unknown: [],
      skipped: [{ symbol: 'BTC', reason }],
    })
  })
})

describe('the time of a row', () => {
  test.each([
    ['"2026-01-31T13:00:00.000+01:00"', now],
    ['"2026-01-31T12:01:00Z"', now + 60_000],
  ])('%s is read', (text, at) => {
    expect(readMarkets(`[${row('1', text)}]`, asked, now)?.ticks[0]?.at).toBe(at)
  })

  test.each([
    ['"2026-01-31T12:01:00.001Z"', 'future_time'],
    ['null', 'invalid_time'],
    ['1769860800', 'invalid_time'],
    ['"yesterday"', 'invalid_time'],
    ['"2026-02-31T12:00:00Z"', 'invalid_time'],
  ] as const)('%s is skipped: %s', (text, reason) => {
    expect(readMarkets(`[${row('1', text)}]`, asked, now)?.skipped).toEqual([
      { symbol: 'BTC', reason },
    ])
  })
})

describe('the answer as a whole', () => {
  test('ignores coins that nobody asked for and rows that are no rows', () => {
    const text = `[null,7,"x",[],{"id":7},{"id":"other","current_price":1},${row('1')}]`
    expect(readMarkets(text, asked, now)).toMatchObject({ unknown: [], skipped: [] })
  })

  test('takes the first of two rows of a coin and reports the second', () => {
    expect(readMarkets(`[${row('1')},${row('2')}]`, asked, now)).toMatchObject({
      ticks: [{ price: 10n ** 12n }],
      skipped: [{ symbol: 'BTC', reason: 'repeated' }],
    })
  })

  test('of nothing makes every asset unknown', () => {
    expect(readMarkets('[]', asked, now)).toEqual({ ticks: [], unknown: ['BTC'], skipped: [] })
  })

  test.each(['', '{}', 'null', '[', '<html>', `${'['.repeat(200_000)}`, '[NaN]'])(
    'is refused when it is no JSON list (%#)',
    (text) => {
      expect(readMarkets(text, asked, now)).toBeUndefined()
    },
  )

  test('survives a list nested too deep to read', () => {
    const deep = `[${'['.repeat(100_000)}${']'.repeat(100_000)},${row('1')}]`
    expect(() => readMarkets(deep, asked, now)).not.toThrow()
  })

  test('takes no field from a prototype that the answer smuggles in', () => {
    const text = '[{"__proto__":{"id":"bitcoin","current_price":1}}]'
    expect(readMarkets(text, asked, now)?.ticks).toEqual([])
  })
})
