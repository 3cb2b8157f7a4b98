import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  divide,
  feeOf,
  formatDecimal,
  formatPrice,
  formatUsd,
  MAX_MINOR,
  PRICE_SCALE,
  parseDecimal,
  quantityFor,
  USD_SCALE,
  usdValue,
} from './money'

const amount = fc.bigInt(0n, MAX_MINOR)
const scale = fc.integer({ min: 0, max: 18 })
const price = fc.bigInt(1n, 10n ** 20n)
const decimals = fc.integer({ min: 0, max: 18 })

describe('decimal text', () => {
  test.each([
    ['0', 6, 0n],
    ['12.5', 6, 12_500_000n],
    ['12.500000000', 6, 12_500_000n],
    ['0.000001', 6, 1n],
    ['0.0000001', 6, undefined],
    ['7', 0, 7n],
    ['7.0', 0, 7n],
    ['7.1', 0, undefined],
    ['0.000000000000000001', 18, 1n],
    ['99999999999999999999999999999999999999', 0, MAX_MINOR],
  ] as const)('%s at scale %d is read exactly', (text, at, expected) => {
    expect(parseDecimal(text, at)).toBe(expected)
  })

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '-1',
    '01',
    '.5',
    '5.',
    '1e3',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '1_000',
    '1\n',
    '١',
    '1.0000000000000000000',
  ])('%p is no amount', (text) => {
    expect(parseDecimal(text, 18)).toBeUndefined()
  })

  test('that was written is read back as the same amount, at every scale', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 36n),
        scale,
        fc.integer({ min: 0, max: 18 }),
        (minor, at, shown) => {
          expect(parseDecimal(formatDecimal(minor, at, Math.min(shown, 18)), at)).toBe(minor)
        },
      ),
    )
  })

  test('is canonical: no amount has two spellings', () => {
    fc.assert(
      fc.property(amount, amount, scale, (a, b, at) => {
        expect(formatDecimal(a, at) === formatDecimal(b, at)).toBe(a === b)
      }),
    )
  })

  test('of a negative amount is its mirror', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, MAX_MINOR), scale, (minor, at) => {
        expect(formatDecimal(-minor, at)).toBe(`-${formatDecimal(minor, at)}`)
      }),
    )
  })

  test('shows dollars with two to six decimals, prices with two to twelve', () => {
    expect([0n, 5_000_000n, 5_100_000n, 5_123_456n, -1n].map(formatUsd)).toEqual([
      '0.00',
      '5.00',
      '5.10',
      '5.123456',
      '-0.000001',
    ])
    expect(formatPrice(64_000n * 10n ** 12n)).toBe('64000.00')
    expect(formatPrice(1n)).toBe('0.000000000001')
  })
})

describe('rounding', () => {
  test('is to the next whole in the direction asked for, and exact where nothing is left', () => {
    fc.assert(
      fc.property(amount, fc.bigInt(1n, 10n ** 24n), (dividend, divisor) => {
        const down = divide(dividend, divisor, 'down')
        const up = divide(dividend, divisor, 'up')
        expect(down * divisor <= dividend && dividend < (down + 1n) * divisor).toBe(true)
        expect(up - down).toBe(dividend % divisor === 0n ? 0n : 1n)
      }),
    )
  })

  test('of a value is at most one minor dollar apart between up and down', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), decimals, price, (quantity, d, p) => {
        const at = { quantity, decimals: d, price: p }
        const gap = usdValue(at, 'up') - usdValue(at, 'down')
        expect(gap === 0n || gap === 1n).toBe(true)
        const exact = quantity * p
        const unit = 10n ** BigInt(d + PRICE_SCALE - USD_SCALE)
        expect(usdValue(at, 'up') * unit >= exact && usdValue(at, 'down') * unit <= exact).toBe(
          true,
        )
      }),
    )
  })

  test('of a fee is against the customer, and nothing of nothing', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (usd, bps) => {
        const fee = feeOf(usd, bps)
        expect(fee * 10_000n >= usd * BigInt(bps) && fee <= usd).toBe(true)
      }),
    )
    expect([feeOf(0n, 25), feeOf(1n, 25), feeOf(100n, 0)]).toEqual([0n, 1n, 0n])
  })
})

describe('the quantity for an amount', () => {
  test('is the largest that the amount pays for', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), decimals, price, (usd, d, p) => {
        const quantity = quantityFor({ usd, decimals: d, price: p })
        const cost = (q: bigint) => usdValue({ quantity: q, decimals: d, price: p }, 'up')
        expect(cost(quantity) <= usd).toBe(true)
        expect(cost(quantity + 1n) > usd).toBe(true)
      }),
    )
  })
})
