import { z } from 'zod'

/** Plain decimal digits: no sign, exponent, spaces or leading zeros; at most 20 whole and 18 fraction digits. */
export const DECIMAL_PATTERN = /^(?:0|[1-9]\d{0,19})(?:\.\d{1,18})?$/

const SIGNED_DECIMAL_PATTERN = /^-?(?:0|[1-9]\d{0,29})(?:\.\d{1,18})?$/

/** A non-negative amount, quantity or price on the wire. A JSON number is refused: parsing would round it. */
export const decimal = z
  .string()
  .max(40)
  .regex(DECIMAL_PATTERN, 'must be a decimal string such as "12.5"')
  .meta({ id: 'Decimal', description: 'A non-negative decimal string.', example: '12.5' })

/** A profit, loss or ledger movement on the wire. */
export const signedDecimal = z.string().max(50).regex(SIGNED_DECIMAL_PATTERN).meta({
  id: 'SignedDecimal',
  description: 'A decimal string that may be negative.',
  example: '-3.25',
})
