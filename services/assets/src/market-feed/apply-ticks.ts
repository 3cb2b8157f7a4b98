import type { FeedSource, Price } from '@bourse/common/domain/asset'
import { acceptTick, NO_PRICE, type PriceState, type TickRefusal } from '../feeds/accept-tick'
import type { Tick } from '../feeds/feed'

/** What the feed's leader knows of each asset, by symbol. */
export type PriceStates = ReadonlyMap<string, PriceState>

export interface FedAsset {
  readonly symbol: string
  readonly maxJumpBps: number
}

export interface AppliedTicks {
  readonly states: PriceStates
  /** Symbols whose price changed or was confirmed. */
  readonly accepted: ReadonlySet<string>
  readonly refused: ReadonlyMap<TickRefusal, number>
  /** Symbols that a jump halts from now on. */
  readonly halted: readonly string[]
  /** Symbols whose feed agrees with itself again. */
  readonly resumed: readonly string[]
}

/** Applies one poll's ticks to the states; ticks of assets that are not offered are ignored. */
export const applyTicks = (
  before: PriceStates,
  ticks: readonly Tick[],
  assets: ReadonlyMap<string, FedAsset>,
): AppliedTicks => {
  const states = new Map(before)
  const accepted = new Set<string>()
  const refused = new Map<TickRefusal, number>()
  for (const tick of ticks) {
    const asset = assets.get(tick.symbol)
    if (!asset) continue
    const decision = acceptTick(states.get(tick.symbol) ?? NO_PRICE, tick, asset)
    states.set(tick.symbol, decision.state)
    if (decision.accepted) accepted.add(tick.symbol)
    else refused.set(decision.reason, (refused.get(decision.reason) ?? 0) + 1)
  }
  const turned = (symbol: string, into: PriceState['halted']) =>
    states.get(symbol)?.halted === into && (before.get(symbol)?.halted ?? null) !== into
  const symbols = [...states.keys()]
  return {
    states,
    accepted,
    refused,
    halted: symbols.filter((symbol) => turned(symbol, 'jump')),
    resumed: symbols.filter((symbol) => turned(symbol, null)),
  }
}

/** The prices in force, in the order of the assets. */
export const boardOf = (
  states: PriceStates,
  assets: Iterable<FedAsset>,
  source: FeedSource,
): readonly Price[] =>
  [...assets].flatMap(({ symbol }) => {
    const current = states.get(symbol)?.current
    return current ? [{ symbol, price: current.price, at: current.at, source }] : []
  })
