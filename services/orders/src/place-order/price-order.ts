import { type Asset, askAndBid, type Price } from '@bourse/common/domain/asset'
import type { Provenance } from '@bourse/common/domain/ledger'
import {
  divide,
  feeOf,
  formatDecimal,
  formatUsd,
  MAX_MINOR,
  type Minor,
  parseDecimal,
  quantityFor,
  USD_SCALE,
  usdValue,
} from '@bourse/common/domain/money'
import type { OrderSide } from '@bourse/common/domain/order'
import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'

/** What is asked: exactly one of `quantity` and `notional`, as plain decimal strings. */
export interface OrderRequest {
  readonly symbol: string
  readonly side: OrderSide
  readonly quantity?: string | undefined
  readonly notional?: string | undefined
}

/** The terms of the house: whether it trades at all, and what it charges, in basis points. */
export interface TradingTerms {
  readonly trading: 'enabled' | 'cancel_only' | 'halted'
  readonly spreadBps: number
  readonly feeBps: number
}

/** The market as an order meets it: the asset and its price, where there are any, and the terms. */
export interface OrderMarket extends TradingTerms {
  readonly asset: Asset | undefined
  readonly price: Price | undefined
}

/**
 * A market order with its price worked out. Quantities are minor units of the asset, money minor USD.
 * `total` is what a buyer pays or a seller gets; `midValue` is the value without the spread.
 */
export interface PricedOrder {
  readonly asset: Asset
  readonly side: OrderSide
  /** As asked; the other one is null. */
  readonly askedQuantity: Minor | null
  readonly askedNotional: Minor | null
  readonly quantity: Minor
  readonly unitPrice: Minor
  readonly value: Minor
  readonly midValue: Minor
  readonly fee: Minor
  readonly total: Minor
  readonly provenance: Provenance
}

/**
 * Prices a market order at `now` (epoch milliseconds) or refuses it by the market's rules; what the
 * customer owns is not looked at. Every rounding goes against the customer. Pure: placing an order
 * and previewing one are the same calculation.
 */
export const priceOrder = (
  request: OrderRequest,
  market: OrderMarket,
  now: number,
): PricedOrder | Rejection => {
  const open = openMarket(request.symbol, market, now)
  if (isRejection(open)) return open
  const { asset, price } = open
  const asked = askedAmounts(request, asset)
  if (isRejection(asked)) return asked
  const { ask, bid } = askAndBid(price.price, market.spreadBps)
  const unitPrice = request.side === 'buy' ? ask : bid
  const quantity = quantityOf(request.side, { asked, asset, unitPrice, feeBps: market.feeBps })
  const rounding = request.side === 'buy' ? 'up' : 'down'
  const { decimals } = asset
  const value = usdValue({ quantity, decimals, price: unitPrice }, rounding)
  const outside = refuseByLimits(asset, { quantity, value, field: fieldOf(request) })
  if (outside) return outside
  const fee = feeOf(value, market.feeBps)
  return {
    asset,
    side: request.side,
    askedQuantity: asked.quantity,
    askedNotional: asked.notional,
    quantity,
    unitPrice,
    value,
    midValue: usdValue({ quantity, decimals, price: price.price }, rounding),
    fee,
    total: request.side === 'buy' ? value + fee : value - fee,
    provenance: provenanceOf({ price, unitPrice, terms: market, now }),
  }
}

/** The request's field that says how much: what a refusal of the amount points at. */
export const fieldOf = (request: OrderRequest): 'quantity' | 'notional' =>
  request.quantity === undefined ? 'notional' : 'quantity'

const STALE_RETRY_MS = 5000

const openMarket = (
  symbol: string,
  { trading, asset, price }: OrderMarket,
  now: number,
): { asset: Asset; price: Price } | Rejection => {
  if (trading !== 'enabled') {
    return reject('trading_halted', 'No orders are taken at the moment. Try again later.')
  }
  if (!asset) {
    return reject('unknown_asset', `There is no asset ${symbol}. GET /api/v1/assets lists them.`, {
      field: 'symbol',
    })
  }
  if (asset.status === 'halted') {
    return reject('asset_halted', `Trading of ${symbol} is halted. Try again later.`, {
      field: 'symbol',
    })
  }
  if (!price || !isTradable(price, asset.maxAgeMs, now)) {
    return reject('price_stale', `There is no fresh price of ${symbol}. Try again shortly.`, {
      retryAfterMs: STALE_RETRY_MS,
    })
  }
  return { asset, price }
}

/** A price from the far future is as doubtful as an old one: one of the two clocks is wrong. */
const isTradable = (price: Price, maxAgeMs: number, now: number): boolean =>
  price.price > 0n && Math.abs(now - price.at) <= maxAgeMs

interface Asked {
  readonly quantity: Minor | null
  readonly notional: Minor | null
}

const askedAmounts = (request: OrderRequest, asset: Asset): Asked | Rejection => {
  const field = fieldOf(request)
  const scale = field === 'quantity' ? asset.decimals : USD_SCALE
  const amount = parseDecimal(request[field] ?? '', scale)
  if (amount === undefined) {
    const unit = field === 'quantity' ? asset.symbol : 'USD'
    return reject('too_many_decimals', `An amount of ${unit} takes at most ${scale} decimals.`, {
      field,
    })
  }
  return field === 'quantity'
    ? { quantity: amount, notional: null }
    : { quantity: null, notional: amount }
}

/** A buyer's notional is the whole cost, so the fee comes out of it first; a seller's is the value. */
const quantityOf = (
  side: OrderSide,
  at: { asked: Asked; asset: Asset; unitPrice: Minor; feeBps: number },
): Minor => {
  if (at.asked.quantity !== null) return at.asked.quantity
  const notional = at.asked.notional ?? 0n
  const usd =
    side === 'buy' ? divide(notional * 10_000n, 10_000n + BigInt(at.feeBps), 'down') : notional
  // A bid of nothing buys nothing back: the minimum refuses it.
  if (at.unitPrice <= 0n) return 0n
  return quantityFor({ usd, decimals: at.asset.decimals, price: at.unitPrice })
}

const refuseByLimits = (
  asset: Asset,
  order: { quantity: Minor; value: Minor; field: string },
): Rejection | undefined => {
  const { field } = order
  if (order.quantity === 0n || order.value === 0n || order.value < asset.minNotional) {
    const least = formatUsd(asset.minNotional)
    return reject(
      'below_minimum',
      `An order of ${asset.symbol} is worth at least ${least} USD and one unit of ${smallest(asset)}.`,
      { field },
    )
  }
  if (order.value > asset.maxNotional || order.quantity > MAX_MINOR) {
    const most = formatUsd(asset.maxNotional)
    return reject('above_maximum', `An order of ${asset.symbol} is worth at most ${most} USD.`, {
      field,
    })
  }
  return undefined
}

const smallest = (asset: Asset): string => `${formatDecimal(1n, asset.decimals)} ${asset.symbol}`

const provenanceOf = (of: {
  price: Price
  unitPrice: Minor
  terms: TradingTerms
  now: number
}): Provenance => ({
  source: of.price.source,
  mid: of.price.price,
  price: of.unitPrice,
  spreadBps: of.terms.spreadBps,
  feeBps: of.terms.feeBps,
  at: of.price.at,
  ageMs: Math.max(0, of.now - of.price.at),
})
