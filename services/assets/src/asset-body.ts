import { type Asset, askAndBid, isStale, type Price } from '@bourse/common/domain/asset'
import {
  divide,
  formatDecimal,
  formatPrice,
  formatUsd,
  type Minor,
  PRICE_SCALE,
} from '@bourse/common/domain/money'
import type { Asset as AssetBody } from '@bourse/contracts/assets'
import type { CatalogueAsset } from './catalogue/catalogue'

export interface AssetParts {
  /** Name, description, categories, supply: what never changes while a release runs. */
  readonly facts: CatalogueAsset
  /** Status, limits, decimals: what trading goes by. */
  readonly asset: Asset
  readonly price: Price | undefined
  readonly spreadBps: number
  /** Epoch milliseconds. */
  readonly now: number
}

/** An asset on the wire. Without a price it counts as stale: nobody trades on it. */
export const assetBody = (parts: AssetParts): AssetBody => {
  const { facts, asset } = parts
  return {
    symbol: facts.symbol,
    name: facts.name,
    description: facts.description,
    categories: [...facts.categories],
    decimals: asset.decimals,
    min_notional: formatUsd(asset.minNotional),
    max_notional: formatUsd(asset.maxNotional),
    circulating_supply: formatDecimal(facts.circulatingSupply, 0),
    status: asset.status,
    halted_by: asset.haltedBy,
    max_age_ms: asset.maxAgeMs,
    ...priceFields(parts),
  }
}

/** Market capitalisation in whole cents: price times circulating supply, rounded down once. */
export const marketCapCents = (price: Minor, circulatingSupply: bigint): Minor =>
  divide(price * circulatingSupply, 10n ** BigInt(PRICE_SCALE - CENTS_SCALE), 'down')

const CENTS_SCALE = 2

const priceFields = ({ facts, asset, price, spreadBps, now }: AssetParts) => {
  if (!price) return NO_PRICE_FIELDS
  const { ask, bid } = askAndBid(price.price, spreadBps)
  const cents = marketCapCents(price.price, facts.circulatingSupply)
  return {
    price: formatPrice(price.price),
    ask: formatPrice(ask),
    bid: formatPrice(bid),
    price_at: new Date(price.at).toISOString(),
    price_source: price.source,
    market_cap: formatDecimal(cents, CENTS_SCALE, CENTS_SCALE),
    stale: isStale(price, asset.maxAgeMs, now),
  }
}

const NO_PRICE_FIELDS = {
  price: null,
  ask: null,
  bid: null,
  price_at: null,
  price_source: null,
  market_cap: null,
  stale: true,
}
