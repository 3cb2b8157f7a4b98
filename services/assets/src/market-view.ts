import { createHash } from 'node:crypto'
import type { Asset, Price } from '@bourse/common/domain/asset'
import type { Minor } from '@bourse/common/domain/money'
import type { Market } from '@bourse/common/store/market-reader'
import type { Asset as AssetBody } from '@bourse/contracts/assets'
import { assetBody, marketCapCents } from './asset-body'
import type { CatalogueAsset } from './catalogue/catalogue'
import { type AssetSort, sortAssets } from './sort-assets'

export interface MarketViewDeps {
  readonly catalogue: readonly CatalogueAsset[]
  readonly market: Pick<Market, 'assets' | 'prices'>
  readonly spreadBps: number
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** One offered asset, ready to be sent; amounts beside the body are for sorting and filters. */
export interface AssetRow {
  /** Its place in the catalogue. */
  readonly place: number
  readonly body: AssetBody
  /** USD times 10^12. */
  readonly price: Minor | undefined
  /** Whole cents. */
  readonly marketCap: Minor | undefined
  readonly searchText: string
  readonly digest: string
}

/** The market as it is now; made once for each version of it and shared by all requests. */
export interface MarketView {
  readonly rows: readonly AssetRow[]
  find(symbol: string): AssetRow | undefined
  sorted(by: AssetSort): readonly AssetRow[]
}

export type ReadMarketView = () => Promise<MarketView>

/** Text as search compares it: compatibility forms and case make no difference. */
export const searchable = (text: string): string => text.normalize('NFKC').toLowerCase()

/**
 * Keeps the last view until a price, an asset or somebody's staleness changes.
 * @throws StoreUnavailable
 */
export const createMarketView = (deps: MarketViewDeps): ReadMarketView => {
  let kept: (Version & { readonly view: MarketView }) | undefined
  return async () => {
    const [assets, prices] = await Promise.all([deps.market.assets(), deps.market.prices()])
    const now = deps.now()
    if (kept && kept.assets === assets && kept.prices === prices && holds(kept, now)) {
      return kept.view
    }
    kept = { ...versionOf(assets, prices, now), view: buildView(deps, { assets, prices, now }) }
    return kept.view
  }
}

interface Version {
  readonly assets: ReadonlyMap<string, Asset>
  readonly prices: ReadonlyMap<string, Price>
  readonly from: number
  /** The last moment at which every price is as fresh or stale as it was. */
  readonly until: number
}

const holds = ({ from, until }: Version, now: number): boolean => now >= from && now <= until

const versionOf = (
  assets: ReadonlyMap<string, Asset>,
  prices: ReadonlyMap<string, Price>,
  now: number,
): Version => {
  let until = Number.POSITIVE_INFINITY
  for (const { symbol, at } of prices.values()) {
    const freshUntil = at + (assets.get(symbol)?.maxAgeMs ?? 0)
    if (freshUntil >= now && freshUntil < until) until = freshUntil
  }
  return { assets, prices, from: now, until }
}

const buildView = (
  { catalogue, spreadBps }: MarketViewDeps,
  { assets, prices, now }: Omit<Version, 'from' | 'until'> & { now: number },
): MarketView => {
  const rows = catalogue.flatMap((facts, place): AssetRow[] => {
    const asset = assets.get(facts.symbol)
    if (!asset) return []
    const price = prices.get(facts.symbol)
    const body = assetBody({ facts, asset, price, spreadBps, now })
    return [
      {
        place,
        body,
        price: price?.price,
        marketCap: price && marketCapCents(price.price, facts.circulatingSupply),
        searchText: searchable(`${facts.symbol}\n${facts.name}`),
        digest: digestOf(JSON.stringify(body)),
      },
    ]
  })
  return viewOf(rows)
}

const viewOf = (rows: readonly AssetRow[]): MarketView => {
  const bySymbol = new Map<string, AssetRow>(rows.map((row) => [row.body.symbol, row]))
  const orders = new Map<AssetSort, readonly AssetRow[]>()
  return {
    rows,
    find: (symbol) => bySymbol.get(symbol),
    sorted: (by) => {
      const order = orders.get(by) ?? sortAssets(rows, by)
      orders.set(by, order)
      return order
    },
  }
}

const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 22)
