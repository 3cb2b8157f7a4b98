import type { Minor } from '@bourse/common/domain/money'
import { shockAt, walkAt, walkKey } from './random-walk'

/** What the simulated market needs of an asset; the price in USD per whole unit times 10^12. */
export interface SimulatedAsset {
  readonly walk: string
  readonly referencePrice: Minor
  readonly volatilityBpsDay: number
  readonly followsMarket: boolean
  readonly maxJumpBps: number
}

/** Prices in USD per whole unit times 10^12. */
export interface SimulatedCandle {
  readonly open: Minor
  readonly high: Minor
  readonly low: Minor
  readonly close: Minor
}

/** A candle looks at this many ticks at most: a minute is exact, an hour looks every 6 s, a day every 144 s. */
const CANDLE_SAMPLES = 600
const TICKS_PER_DAY = 86_400
const SIGNIFICANT_DIGITS = 8
const FRACTION_BITS = 40

/** Weights of the common and the own walk; their squares add up to one. */
const MARKET_WEIGHT = 0.8
const OWN_WEIGHT = 0.6

/**
 * The simulated price of an asset at a tick (whole seconds since 1970), in USD times 10^12: positive,
 * eight significant digits, the same on every machine and independent of any earlier call.
 */
export const simulatedPrice = (seed: string, asset: SimulatedAsset, tick: number): Minor =>
  priceOf(asset, logReturn(seed, asset, tick))

/** Open, high, low and close over the ticks from `from` up to and without `to`; `to` must be later. */
export const simulatedCandle = (
  seed: string,
  asset: SimulatedAsset,
  { from, to }: { readonly from: number; readonly to: number },
): SimulatedCandle => {
  const last = to - 1
  const stride = Math.max(1, Math.ceil((to - from) / CANDLE_SAMPLES))
  const open = logReturn(seed, asset, from)
  const close = logReturn(seed, asset, last)
  let high = Math.max(open, close)
  let low = Math.min(open, close)
  for (let tick = from + stride; tick < last; tick += stride) {
    const value = logReturn(seed, asset, tick)
    if (value > high) high = value
    if (value < low) low = value
  }
  return {
    open: priceOf(asset, open),
    high: priceOf(asset, high),
    low: priceOf(asset, low),
    close: priceOf(asset, close),
  }
}

/** Natural logarithm of price over reference price. */
const logReturn = (seed: string, asset: SimulatedAsset, tick: number): number => {
  const own = walkKey(seed, asset.walk)
  const walk = asset.followsMarket
    ? MARKET_WEIGHT * walkAt(walkKey(seed, 'market'), tick) + OWN_WEIGHT * walkAt(own, tick)
    : walkAt(own, tick)
  const daily = asset.volatilityBpsDay / 10_000
  const shock = Math.min(daily, asset.maxJumpBps / 15_000) * shockAt(own, tick)
  const sum = (daily / Math.sqrt(TICKS_PER_DAY)) * walk + shock
  return Math.max(-2, Math.min(2, sum))
}

const priceOf = (asset: SimulatedAsset, logReturnNow: number): Minor => {
  const factor = BigInt(Math.round(exponential(logReturnNow) * 2 ** FRACTION_BITS))
  return roundDigits((asset.referencePrice * factor) >> BigInt(FRACTION_BITS))
}

/** e^x for -2 <= x <= 2 to nine digits. Math.exp may differ in its last bit from engine to engine. */
const exponential = (x: number): number => {
  const y = x / 1024
  let value = 1 + y * (1 + (y / 2) * (1 + (y / 3) * (1 + y / 4)))
  for (let squaring = 0; squaring < 10; squaring += 1) value *= value
  return value
}

/** Rounds to eight significant digits and never to nothing. */
const roundDigits = (price: Minor): Minor => {
  const excess = price.toString().length - SIGNIFICANT_DIGITS
  if (excess <= 0) return price > 0n ? price : 1n
  const step = 10n ** BigInt(excess)
  return ((price + step / 2n) / step) * step
}
