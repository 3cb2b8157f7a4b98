import type { Position } from '@bourse/common/domain/account'
import type { Minor } from '@bourse/common/domain/money'
import { divide } from '@bourse/common/domain/money'

interface Cost {
  readonly costBasis: Minor
  readonly realisedPnl: Minor
}

/** Average cost method: what a buyer paid, fee included, joins the cost of the whole holding. */
export const costAfterBuy = (position: Position, paid: Minor): Cost => ({
  costBasis: position.costBasis + paid,
  realisedPnl: position.realisedPnl,
})

/**
 * Average cost method: a sale takes its share of the cost away and realises the difference to what
 * the seller got after the fee. What remains is rounded down, so rounding never creates cost and
 * selling everything leaves none. `sold` is at most the whole holding and more than zero.
 */
export const costAfterSell = (position: Position, sold: Minor, received: Minor): Cost => {
  const whole = position.available + position.held
  const costBasis = divide(position.costBasis * (whole - sold), whole, 'down')
  return {
    costBasis,
    realisedPnl: position.realisedPnl + received - (position.costBasis - costBasis),
  }
}
