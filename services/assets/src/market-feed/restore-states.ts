import type { Asset, FeedSource, Price } from '@bourse/common/domain/asset'
import { NO_PRICE } from '../feeds/accept-tick'
import type { PriceStates } from './apply-ticks'

/** What a new leader knows: the board's prices of its own source, so that it refuses older ticks. */
export const restoreStates = (board: readonly Price[], source: FeedSource): PriceStates =>
  new Map(
    board
      .filter((price) => price.source === source)
      .map(({ symbol, price, at }) => [symbol, { ...NO_PRICE, current: { price, at } }]),
  )

/** What a feed once halted, whoever led then, stays so until three ticks agree. */
export const withFeedHalts = (states: PriceStates, assets: readonly Asset[]): PriceStates => {
  const next = new Map(states)
  for (const { symbol, haltedBy } of assets) {
    const state = next.get(symbol) ?? NO_PRICE
    if (haltedBy === 'feed' && state.halted === null) next.set(symbol, { ...state, halted: 'jump' })
  }
  return next
}
