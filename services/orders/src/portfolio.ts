import type { AccountState, Position } from '@bourse/common/domain/account'
import { type Asset, isStale, type Price } from '@bourse/common/domain/asset'
import { type Minor, usdValue } from '@bourse/common/domain/money'
import { allocate } from './allocate'

/** The catalogue and prices that holdings are valued with; `now` in epoch milliseconds. */
interface Valuation {
  readonly assets: ReadonlyMap<string, Asset>
  readonly prices: ReadonlyMap<string, Price>
  readonly now: number
}

/** A holding at the mid price: money in minor USD, percents in hundredths; null without a price. */
export interface ValuedHolding {
  readonly asset: Asset
  readonly position: Position
  readonly quantity: Minor
  readonly price: Price | undefined
  readonly stale: boolean
  readonly value: Minor | null
  readonly unrealisedPnl: Minor | null
}

export interface ValuedPortfolio {
  readonly holdings: readonly (ValuedHolding & { readonly allocation: bigint | null })[]
  readonly cash: Minor
  readonly cashAllocation: bigint | null
  readonly assetsValue: Minor
  readonly totalValue: Minor
  /** Of the holdings that have a price, like every total but the realised profit. */
  readonly costBasis: Minor
  readonly unrealisedPnl: Minor
  /** Of every position ever held, sold ones too. */
  readonly realisedPnl: Minor
  /** False when a holding has no price and is missing from the totals. */
  readonly complete: boolean
  readonly stale: boolean
}

/** Values what an account owns. Allocation percents of what has a price add up to 100.00 exactly. */
export const valuePortfolio = (
  { state, positions }: { state: AccountState; positions: readonly Position[] },
  valuation: Valuation,
): ValuedPortfolio => {
  const holdings = positions
    .filter((position) => position.available + position.held > 0n)
    .map((position) => valueHolding(position, valuation))
  const priced = holdings.filter((holding) => holding.value !== null)
  const cash = state.available + state.held
  const assetsValue = sum(priced.map((holding) => holding.value))
  const shares = allocate([cash, ...priced.map((holding) => holding.value ?? 0n)])
  const bySymbol = new Map(priced.map((h, i) => [h.asset.symbol, shares?.[i + 1] ?? null]))
  return {
    holdings: holdings.map((h) => ({ ...h, allocation: bySymbol.get(h.asset.symbol) ?? null })),
    cash,
    cashAllocation: shares?.[0] ?? null,
    assetsValue,
    totalValue: cash + assetsValue,
    costBasis: sum(priced.map((holding) => holding.position.costBasis)),
    unrealisedPnl: sum(priced.map((holding) => holding.unrealisedPnl)),
    realisedPnl: sum(positions.map((position) => position.realisedPnl)),
    complete: priced.length === holdings.length,
    stale: holdings.some((holding) => holding.stale),
  }
}

/** Values one position. @throws when the catalogue lacks its asset: assets are never removed */
export const valueHolding = (position: Position, valuation: Valuation): ValuedHolding => {
  const asset = valuation.assets.get(position.asset)
  if (!asset) throw new Error(`the catalogue lacks ${position.asset}, which is held`)
  const price = valuation.prices.get(position.asset)
  const quantity = position.available + position.held
  const value = price
    ? usdValue({ quantity, decimals: asset.decimals, price: price.price }, 'down')
    : null
  return {
    asset,
    position,
    quantity,
    price,
    stale: !price || isStale(price, asset.maxAgeMs, valuation.now),
    value,
    unrealisedPnl: value === null ? null : value - position.costBasis,
  }
}

const sum = (amounts: readonly (Minor | null)[]): Minor =>
  amounts.reduce<Minor>((total, amount) => total + (amount ?? 0n), 0n)
