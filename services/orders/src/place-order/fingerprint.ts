import { createHash } from 'node:crypto'
import { formatDecimal, parseDecimal } from '@bourse/common/domain/money'
import type { PlaceOrderBody } from '@bourse/contracts/orders'

const WIDEST_SCALE = 18

/**
 * What a repeat under the same id must match: the operation and the body's meaning, so that "1" and
 * "1.0" are the same request. The id itself is the key and no part of it.
 */
export const fingerprintOf = (body: PlaceOrderBody): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        'placeOrder',
        body.symbol,
        body.side,
        body.type,
        canonical(body.quantity),
        canonical(body.notional),
      ]),
    )
    .digest('hex')

const canonical = (decimal: string | undefined): string | null => {
  if (decimal === undefined) return null
  const value = parseDecimal(decimal, WIDEST_SCALE)
  return value === undefined ? decimal : formatDecimal(value, WIDEST_SCALE)
}
