/** Scaled integers: a value times 10^scale. Never a JavaScript number, whose digits end at 2^53. */
export type Minor = bigint

/** US dollars are kept with six decimals and shown with two. */
export const USD_SCALE = 6
/** A price is US dollars per whole unit times 10^12. */
export const PRICE_SCALE = 12
/** DynamoDB numbers hold 38 digits: an amount of more can't be kept exactly. */
export const MAX_MINOR = 10n ** 38n - 1n

/**
 * Reads a decimal string as an integer scaled by 10^scale.
 * @returns undefined when the string is no plain decimal or has more than `scale` decimals
 */
export const parseDecimal = (text: string, scale: number): Minor | undefined => {
  const match = /^(0|[1-9]\d{0,37})(?:\.(\d{1,18}))?$/.exec(text)
  if (!match) return undefined
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > scale) return undefined
  return BigInt((match[1] ?? '0') + fraction.padEnd(scale, '0'))
}

/** Writes a scaled integer as a canonical decimal string with at least `minDecimals` decimals. */
export const formatDecimal = (minor: Minor, scale: number, minDecimals = 0): string => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits
    .slice(digits.length - scale)
    .replace(/0+$/, '')
    .padEnd(minDecimals, '0')
  return `${minor < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`
}

/** US dollars on the wire: at least two decimals, up to six. */
export const formatUsd = (minor: Minor): string => formatDecimal(minor, USD_SCALE, 2)

/** A price on the wire. */
export const formatPrice = (price: Minor): string => formatDecimal(price, PRICE_SCALE, 2)

export type Rounding = 'up' | 'down'

/** Quotient of a non-negative dividend and a positive divisor, rounded once in the given direction. */
export const divide = (dividend: bigint, divisor: bigint, rounding: Rounding): bigint =>
  (dividend + (rounding === 'up' ? divisor - 1n : 0n)) / divisor

/** US dollars (minor) of `quantity` (minor, `decimals`) at `price`, at full width and rounded once. */
export const usdValue = (
  at: { quantity: Minor; decimals: number; price: Minor },
  rounding: Rounding,
): Minor =>
  divide(at.quantity * at.price, 10n ** BigInt(at.decimals + PRICE_SCALE - USD_SCALE), rounding)

/** The largest quantity (minor, `decimals`) whose value at `price`, rounded up, is at most `usd` (minor). */
export const quantityFor = (at: { usd: Minor; decimals: number; price: Minor }): Minor =>
  (at.usd * 10n ** BigInt(at.decimals + PRICE_SCALE - USD_SCALE)) / at.price

/** `bps` basis points of an amount, rounded up: fees are rounded against the customer. */
export const feeOf = (amount: Minor, bps: number): Minor =>
  divide(amount * BigInt(bps), 10_000n, 'up')
