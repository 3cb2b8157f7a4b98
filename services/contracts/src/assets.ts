import { z } from 'zod'
import { DECIMAL_PATTERN, decimal } from './decimal'
import { endpoint } from './endpoint'
import { assetSymbol, timestamp } from './ids'
import { pageOf, pageQuery } from './page'

export const assetStatus = z.enum(['active', 'halted'])

/** Prices are US dollars per whole unit; `price` is the mid, `ask` what a buyer pays, `bid` what a seller gets. */
export const asset = z
  .object({
    symbol: assetSymbol,
    name: z.string(),
    description: z.string(),
    categories: z.array(z.string()),
    decimals: z.int(),
    min_notional: decimal,
    max_notional: decimal,
    circulating_supply: decimal,
    status: assetStatus,
    halted_by: z.enum(['admin', 'feed']).nullable(),
    price: decimal.nullable(),
    ask: decimal.nullable(),
    bid: decimal.nullable(),
    price_at: timestamp.nullable(),
    price_source: z.enum(['simulated', 'coingecko']).nullable(),
    market_cap: decimal.nullable(),
    max_age_ms: z.int(),
    stale: z.boolean(),
  })
  .meta({ id: 'Asset' })
export type Asset = z.infer<typeof asset>

const priceBound = z.string().max(40).regex(DECIMAL_PATTERN, 'must be a decimal string').optional()

export const listAssets = endpoint({
  operation: 'listAssets',
  method: 'GET',
  path: '/api/v1/assets',
  role: 'public',
  tag: 'Assets',
  summary: 'The catalogue with prices: search, filter, sort',
  query: pageQuery.extend({
    q: z.string().trim().max(64).optional(),
    category: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'must be a category id')
      .optional(),
    status: assetStatus.optional(),
    min_price: priceBound,
    max_price: priceBound,
    sort: z
      .enum(['market_cap', '-market_cap', 'price', '-price', 'symbol', '-symbol', 'name', '-name'])
      .default('-market_cap'),
  }),
  success: { status: 200, body: pageOf(asset) },
})

export const getAsset = endpoint({
  operation: 'getAsset',
  method: 'GET',
  path: '/api/v1/assets/{symbol}',
  role: 'public',
  tag: 'Assets',
  summary: 'One asset',
  params: z.strictObject({ symbol: assetSymbol }),
  success: { status: 200, body: asset },
  refusals: ['not_found'],
})

export const listCategories = endpoint({
  operation: 'listCategories',
  method: 'GET',
  path: '/api/v1/categories',
  role: 'public',
  tag: 'Assets',
  summary: 'Categories with the number of assets in each',
  success: {
    status: 200,
    body: z.object({
      data: z.array(z.object({ id: z.string(), name: z.string(), count: z.int() })),
      next_cursor: z.null(),
    }),
  },
})

export const updateAsset = endpoint({
  operation: 'updateAsset',
  method: 'PATCH',
  path: '/api/v1/admin/assets/{symbol}',
  role: 'admin',
  tag: 'Admin',
  summary: 'Halt or resume trading of an asset',
  params: z.strictObject({ symbol: assetSymbol }),
  body: z.strictObject({ status: assetStatus, reason: z.string().trim().min(1).max(200) }),
  success: { status: 200, body: asset },
  refusals: ['not_found'],
})
