import { describe, expect, test } from 'bun:test'
import {
  changePercent,
  directionOf,
  formatAge,
  formatAmount,
  formatCompact,
  formatDateTime,
  formatPercent,
  formatPrice,
  priceParts,
  sum,
} from './format'

describe('amounts', () => {
  test('keep every digit of a decimal string that no number can hold', () => {
    expect(formatAmount('12345678901234567890.123456789012345678', 'en-US')).toBe(
      '12,345,678,901,234,567,890.123456789012345678',
    )
  })

  test.each([
    ['-1948.73', {}, '\u22121,948.73'],
    ['2500', { places: 2, sign: 'always' }, '+2,500.00'],
    ['0', { places: 2, sign: 'always' }, '0.00'],
    ['-0.004', { places: 2, sign: 'always' }, '0.00'],
    ['1.005', { places: 2 }, '1.01'],
  ] as const)('show %s with %o as %s', (value, format, shown) => {
    expect(formatAmount(value, 'en-US', format)).toBe(shown)
  })

  test("follow the locale's marks and keep the true minus", () => {
    expect(formatAmount('-1234.5', 'de-DE', { places: 2 })).toBe('\u22121.234,50')
  })

  test('add up without a binary fraction', () => {
    expect(sum(['0.1', '0.2', '10000000000000000000.3'])).toBe('10000000000000000000.6')
  })
})

describe('prices', () => {
  test.each([
    ['97412.5', '97,412.50'],
    ['18.942', '18.942'],
    ['2.3418', '2.3418'],
    ['1', '1.0000'],
    ['0.012345678', '0.01235'],
    ['0.00001283', '0.0₄128'],
    ['0.000000000001', '0.0₁₁100'],
    ['0', '0.00'],
  ])('show %s as %s', (value, shown) => {
    expect(formatPrice(value, 'en-US')).toBe(shown)
  })

  test('count the zeros of a tiny price apart from its digits', () => {
    expect(priceParts('0.00001763', 'de-DE')).toEqual({
      text: '0,0',
      zeros: 4,
      digits: '176',
      places: 4,
    })
  })
})

describe('changes', () => {
  test.each([
    ['1.94', '+1.94%'],
    ['-0.4249', '\u22120.42%'],
    ['0.001', '0.00%'],
  ])('show %s as %s', (value, shown) => {
    expect(formatPercent(value, 'en-US')).toBe(shown)
  })

  test('have no direction when they round to nothing', () => {
    expect([directionOf('0.004'), directionOf('0.005'), directionOf('-3')]).toEqual([
      'flat',
      'up',
      'down',
    ])
  })

  test('are undefined from a price of zero', () => {
    expect(changePercent('0', '5')).toBeUndefined()
    expect(changePercent('80', '100')).toBe('25.000000')
  })
})

test.each([
  ['1927123456789', '1.927 T'],
  ['403200000000', '403.2 B'],
  ['98500000000', '98.50 B'],
  ['812400000', '812 M'],
  ['-2500000000', '\u22122.500 B'],
  ['999999', '999,999'],
])('shows the large amount %s as %s', (value, shown) => {
  expect(formatCompact(value, 'en-US')).toBe(shown)
})

test('says ages in the largest whole unit', () => {
  expect([900, 59_000, 180_000, 7_300_000, 200_000_000].map(formatAge)).toEqual([
    '0 s',
    '59 s',
    '3 min',
    '2 h',
    '2 d',
  ])
})

test('leaves the year out of a date of this year', () => {
  const now = Date.parse('2026-11-23T14:32:07Z')
  expect(formatDateTime('2026-11-23T10:02:44Z', now)).toBe('23 Nov, 10:02')
  expect(formatDateTime('2025-01-05T00:00:09Z', now, true)).toBe('5 Jan 2025, 00:00:09')
})
