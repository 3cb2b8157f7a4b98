import type { Minor } from '@bourse/common/domain/money'
import type { Tick } from './feed'

/** What is known of one asset's price; price in USD times 10^12, times in epoch milliseconds. */
export interface PriceState {
  /** The price in force: null until the first tick. */
  readonly current: Pick<Tick, 'price' | 'at'> | null
  readonly halted: 'jump' | null
  /** While halted: the newest ticks that agree with each other. */
  readonly run: AgreeingRun | null
}

interface AgreeingRun {
  readonly low: Minor
  readonly high: Minor
  readonly ticks: number
  readonly at: number
}

export type TickRefusal = 'not_positive' | 'older' | 'repeated' | 'jump'

export type TickDecision =
  | { readonly accepted: true; readonly state: PriceState }
  | { readonly accepted: false; readonly state: PriceState; readonly reason: TickRefusal }

export const NO_PRICE: PriceState = { current: null, halted: null, run: null }

const TICKS_TO_RESUME = 3

/**
 * Decides whether a tick becomes the asset's price. A jump beyond `maxJumpBps` halts the asset; the
 * jump and two newer ticks that all lie within that limit of each other end the halt.
 */
export const acceptTick = (
  state: PriceState,
  tick: Pick<Tick, 'price' | 'at'>,
  asset: { readonly maxJumpBps: number },
): TickDecision => {
  if (tick.price <= 0n) return { accepted: false, state, reason: 'not_positive' }
  const newest = Math.max(state.current?.at ?? -Infinity, state.run?.at ?? -Infinity)
  if (tick.at < newest) return { accepted: false, state, reason: 'older' }
  if (tick.at === newest) return { accepted: false, state, reason: 'repeated' }
  if (state.halted === null && !jumps(state.current?.price ?? tick.price, tick.price, asset))
    return accept(tick)
  const run = extend(state.run, tick, asset)
  if (run.ticks >= TICKS_TO_RESUME) return accept(tick)
  return { accepted: false, state: { ...state, halted: 'jump', run }, reason: 'jump' }
}

const accept = ({ price, at }: Pick<Tick, 'price' | 'at'>): TickDecision => ({
  accepted: true,
  state: { current: { price, at }, halted: null, run: null },
})

/** The distance is measured against the lower of the two, so that it has no direction. */
const jumps = (a: Minor, b: Minor, { maxJumpBps }: { readonly maxJumpBps: number }): boolean => {
  const [low, high] = a < b ? [a, b] : [b, a]
  return (high - low) * 10_000n > low * BigInt(maxJumpBps)
}

const extend = (
  run: AgreeingRun | null,
  { price, at }: Pick<Tick, 'price' | 'at'>,
  asset: { readonly maxJumpBps: number },
): AgreeingRun => {
  if (run === null || jumps(run.low, price, asset) || jumps(run.high, price, asset))
    return { low: price, high: price, ticks: 1, at }
  return {
    low: price < run.low ? price : run.low,
    high: price > run.high ? price : run.high,
    ticks: run.ticks + 1,
    at,
  }
}
