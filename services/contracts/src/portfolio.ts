import { z } from 'zod'
import { balance, transaction } from './cash'
import { decimal, signedDecimal } from './decimal'
import { endpoint } from './endpoint'
import { assetSymbol, timestamp } from './ids'
import { pageQuery } from './page'

/** A holding at the mid price. Money figures are US dollars; null where no price is known; percents carry two decimals. */
export const holding = z
  .object({
    symbol: assetSymbol,
    name: z.string(),
    available: decimal,
    held: decimal,
    quantity: decimal,
    average_cost: decimal.meta({ description: 'Cost basis per unit, fees included.' }),
    cost_basis: decimal,
    price: decimal.nullable(),
    price_at: timestamp.nullable(),
    stale: z.boolean(),
    market_value: decimal.nullable(),
    unrealised_pnl: signedDecimal.nullable(),
    unrealised_pnl_percent: signedDecimal.nullable(),
    realised_pnl: signedDecimal,
    allocation_percent: decimal.nullable(),
  })
  .meta({ id: 'Holding' })
export type Holding = z.infer<typeof holding>

/** `complete` is false when a holding has no price and is missing from the totals. */
export const portfolio = z
  .object({
    holdings: z.array(holding),
    cash: balance,
    cash_allocation_percent: decimal.nullable(),
    assets_value: decimal,
    total_value: decimal,
    cost_basis: decimal,
    unrealised_pnl: signedDecimal,
    realised_pnl: signedDecimal,
    complete: z.boolean(),
    stale: z.boolean(),
    as_of: timestamp,
  })
  .meta({ id: 'Portfolio' })
export type Portfolio = z.infer<typeof portfolio>

export const getPortfolio = endpoint({
  operation: 'getPortfolio',
  method: 'GET',
  path: '/api/v1/portfolio',
  role: 'customer',
  tag: 'Portfolio',
  summary: 'Holdings with value, cost, profit and loss; cash; totals',
  success: { status: 200, body: portfolio },
})

export const getHolding = endpoint({
  operation: 'getHolding',
  method: 'GET',
  path: '/api/v1/portfolio/{symbol}',
  role: 'customer',
  tag: 'Portfolio',
  summary: 'One holding with its ledger history',
  params: z.strictObject({ symbol: assetSymbol }),
  query: pageQuery,
  success: {
    status: 200,
    body: z.object({ holding, data: z.array(transaction), next_cursor: z.string().nullable() }),
  },
  refusals: ['not_found'],
})
