import type { AccountState } from '@bourse/common/domain/account'
import { balanceBody } from '@bourse/common/domain/balance-body'
import {
  formatDecimal,
  formatPrice,
  formatUsd,
  type Minor,
  PRICE_SCALE,
  USD_SCALE,
} from '@bourse/common/domain/money'
import type {
  holding as holdingSchema,
  portfolio as portfolioSchema,
} from '@bourse/contracts/portfolio'
import type { z } from 'zod'
import type { ValuedHolding, ValuedPortfolio } from './portfolio'

/** A valued portfolio as its owner sees it; `now` in epoch milliseconds. */
export const portfolioBody = (
  portfolio: ValuedPortfolio,
  state: AccountState,
  now: number,
): z.input<typeof portfolioSchema> => ({
  holdings: portfolio.holdings.map((holding) => holdingBody(holding, holding.allocation)),
  cash: balanceBody(state),
  cash_allocation_percent: percent(portfolio.cashAllocation),
  assets_value: formatUsd(portfolio.assetsValue),
  total_value: formatUsd(portfolio.totalValue),
  cost_basis: formatUsd(portfolio.costBasis),
  unrealised_pnl: formatUsd(portfolio.unrealisedPnl),
  realised_pnl: formatUsd(portfolio.realisedPnl),
  complete: portfolio.complete,
  stale: portfolio.stale,
  as_of: new Date(now).toISOString(),
})

/** One holding; `allocation` in hundredths of a percent, null outside a portfolio. */
export const holdingBody = (
  { asset, position, quantity, price, stale, value, unrealisedPnl }: ValuedHolding,
  allocation: bigint | null,
): z.input<typeof holdingSchema> => ({
  symbol: asset.symbol,
  name: asset.name,
  available: formatDecimal(position.available, asset.decimals),
  held: formatDecimal(position.held, asset.decimals),
  quantity: formatDecimal(quantity, asset.decimals),
  average_cost: formatPrice(averageCost(position.costBasis, quantity, asset.decimals)),
  cost_basis: formatUsd(position.costBasis),
  price: price ? formatPrice(price.price) : null,
  price_at: price ? new Date(price.at).toISOString() : null,
  stale,
  market_value: value === null ? null : formatUsd(value),
  unrealised_pnl: unrealisedPnl === null ? null : formatUsd(unrealisedPnl),
  unrealised_pnl_percent: percent(gain(unrealisedPnl, position.costBasis)),
  realised_pnl: formatUsd(position.realisedPnl),
  allocation_percent: percent(allocation),
})

/** US dollars per whole unit times 10^12. */
const averageCost = (costBasis: Minor, quantity: Minor, decimals: number): Minor =>
  quantity === 0n ? 0n : (costBasis * 10n ** BigInt(decimals + PRICE_SCALE - USD_SCALE)) / quantity

/** Profit over cost in hundredths of a percent, rounded towards zero; null where nothing was paid. */
const gain = (profit: Minor | null, cost: Minor): bigint | null =>
  profit === null || cost === 0n ? null : (profit * 10_000n) / cost

const percent = (hundredths: bigint | null): string | null =>
  hundredths === null ? null : formatDecimal(hundredths, 2, 2)
