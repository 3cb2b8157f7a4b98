import type { Asset } from '@bourse/common/domain/asset'
import type { Logger } from '@bourse/common/runtime/log'
import type { AssetDao } from '@bourse/common/store/asset-dao'
import { ASSETS_CHANNEL } from '@bourse/common/store/market-messages'
import type { CatalogueAsset } from './catalogue/catalogue'

export interface DescribeAssetsDeps {
  readonly catalogue: readonly CatalogueAsset[]
  readonly assets: Pick<AssetDao, 'all' | 'describe'>
  /** How old a price of the chosen feed may be, in milliseconds. */
  readonly maxAgeMs: number
  readonly publish: (channel: string, message: string) => Promise<void>
  readonly log: Pick<Logger, 'info' | 'warn'>
}

const AT_ONCE = 16

/**
 * Brings the store's assets up to this release's catalogue; halts stay. What is as it should be is
 * not written, so that a second start costs one query. Answers how many were written.
 */
export const describeAssets = async (deps: DescribeAssetsDeps): Promise<number> => {
  const stored = new Map((await deps.assets.all()).map((asset) => [asset.symbol, asset]))
  const wanted = deps.catalogue.map((facts) => newAsset(facts, deps.maxAgeMs))
  const changed = wanted.filter((asset) => !isSame(asset, stored.get(asset.symbol)))
  for (let first = 0; first < changed.length; first += AT_ONCE) {
    const some = changed.slice(first, first + AT_ONCE)
    await Promise.all(some.map((asset) => deps.assets.describe(asset)))
  }
  if (changed.length > 0) {
    await deps.publish(ASSETS_CHANNEL, '*')
    deps.log.info('assets were described in the store', { count: changed.length })
  }
  warnOfLeftovers(deps, stored)
  return changed.length
}

const newAsset = (facts: CatalogueAsset, maxAgeMs: number): Asset => ({
  symbol: facts.symbol,
  name: facts.name,
  decimals: facts.decimals,
  minNotional: facts.minNotional,
  maxNotional: facts.maxNotional,
  status: 'active',
  haltedBy: null,
  maxAgeMs,
})

const isSame = (asset: Asset, stored: Asset | undefined): boolean =>
  stored !== undefined &&
  asset.name === stored.name &&
  asset.decimals === stored.decimals &&
  asset.minNotional === stored.minNotional &&
  asset.maxNotional === stored.maxNotional &&
  asset.maxAgeMs === stored.maxAgeMs

const warnOfLeftovers = (
  { catalogue, log }: DescribeAssetsDeps,
  stored: ReadonlyMap<string, Asset>,
): void => {
  const offered = new Set<string>(catalogue.map((facts) => facts.symbol))
  for (const symbol of stored.keys()) {
    if (!offered.has(symbol))
      log.warn('an asset is no longer offered and gets no prices', { symbol })
  }
}
