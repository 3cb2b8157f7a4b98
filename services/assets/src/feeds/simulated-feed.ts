import type { PriceFeed } from './feed'
import { type SimulatedAsset, simulatedPrice } from './simulated-price'

const TICK_MS = 1000

/** A feed that needs no network: every process with the same seed answers the same prices. */
export const simulatedFeed = (options: {
  readonly seed: string
  readonly assets: readonly (SimulatedAsset & { readonly symbol: string })[]
}): PriceFeed => ({
  source: 'simulated',
  pollMs: TICK_MS,
  poll: async (now) => {
    const tick = tickAt(now)
    const ticks = options.assets.map((asset) => ({
      symbol: asset.symbol,
      price: simulatedPrice(options.seed, asset, tick),
      at: tick * TICK_MS,
    }))
    return { ok: true, ticks, unknown: [], skipped: [] }
  },
})

/** The tick that is in force at a time in epoch milliseconds. */
const tickAt = (now: number): number => Math.floor(now / TICK_MS)
