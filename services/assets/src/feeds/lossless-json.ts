import type { Minor } from '@bourse/common/domain/money'

/** A JSON number as its digits were written: JavaScript's own number would round them. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/**
 * JSON.parse with every number as a `JsonNumber`.
 * @throws SyntaxError when the text is no JSON
 */
export const parseLossless = (text: string): unknown =>
  parseWithSource(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? new JsonNumber(source) : value,
  )

/**
 * The number as an integer scaled by 10^scale; digits beyond the scale are rounded half up.
 * @returns undefined for a negative number and for one of more than 20 whole digits
 */
export const scaledNumber = ({ text }: JsonNumber, scale: number): Minor | undefined => {
  const match = /^(\d{1,80})(?:\.(\d{1,80}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction)
  const shift = scale + Number(exponent) - fraction.length
  const scaled = shift < 0 ? halfUp(digits, 10n ** BigInt(-shift)) : digits * 10n ** BigInt(shift)
  return scaled < 10n ** BigInt(20 + scale) ? scaled : undefined
}

/** The engine hands a reviver the source text of each value, which the library's types don't know. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown
const parseWithSource = JSON.parse as ParseWithSource

const halfUp = (value: bigint, divisor: bigint): bigint => (value + divisor / 2n) / divisor
