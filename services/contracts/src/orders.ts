import { z } from 'zod'
import { decimal } from './decimal'
import { endpoint } from './endpoint'
import { assetSymbol, orderId, timestamp } from './ids'
import { pageOf, pageQuery } from './page'

export const orderSide = z.enum(['buy', 'sell'])
export const orderType = z.enum(['market'])
export const orderStatus = z.enum([
  'new',
  'open',
  'triggered',
  'filled',
  'canceled',
  'expired',
  'rejected',
])

/** Exactly one of `quantity` (units of the asset) and `notional` (US dollars: a buyer's whole cost with fee, a seller's value before fee). */
export const placeOrderBody = z
  .strictObject({
    symbol: assetSymbol,
    side: orderSide,
    type: orderType,
    quantity: decimal.optional(),
    notional: decimal.optional(),
    client_order_id: orderId.optional(),
  })
  .refine((order) => (order.quantity === undefined) !== (order.notional === undefined), {
    path: ['quantity'],
    message: 'give exactly one of quantity and notional',
  })
export type PlaceOrderBody = z.infer<typeof placeOrderBody>

/** How the price of a fill came about. `age_ms` is the price's age when the order was decided. */
export const priceProvenance = z.object({
  source: z.enum(['simulated', 'coingecko']),
  mid: decimal,
  spread_bps: z.int(),
  fee_bps: z.int(),
  at: timestamp,
  age_ms: z.int(),
})

export const fill = z.object({
  price: decimal,
  quantity: decimal,
  value: decimal.meta({ description: 'Price times quantity in US dollars, before the fee.' }),
  fee: decimal,
  total: decimal.meta({ description: 'What a buyer paid or a seller received.' }),
  provenance: priceProvenance,
  at: timestamp,
})

export const order = z
  .object({
    id: orderId,
    symbol: assetSymbol,
    side: orderSide,
    type: orderType,
    status: orderStatus,
    quantity: decimal.nullable(),
    notional: decimal.nullable(),
    filled_quantity: decimal,
    fills: z.array(fill),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof order>

export const placeOrder = endpoint({
  operation: 'placeOrder',
  method: 'POST',
  path: '/api/v1/orders',
  role: 'customer',
  tag: 'Orders',
  summary: 'Buy or sell at the market price; `client_order_id` makes a repeat safe for ever',
  body: placeOrderBody,
  success: { status: 201, body: order },
  refusals: [
    'account_frozen',
    'idempotency_key_reused',
    'unknown_asset',
    'asset_halted',
    'trading_halted',
    'insufficient_funds',
    'below_minimum',
    'above_maximum',
    'too_many_decimals',
    'price_stale',
    'busy',
  ],
})

export const listOrders = endpoint({
  operation: 'listOrders',
  method: 'GET',
  path: '/api/v1/orders',
  role: 'customer',
  tag: 'Orders',
  summary: 'My orders, newest first',
  query: pageQuery.extend({
    symbol: assetSymbol.optional(),
    side: orderSide.optional(),
    status: orderStatus.optional(),
  }),
  success: { status: 200, body: pageOf(order) },
})

const orderParams = z.strictObject({ id: orderId })

export const getOrder = endpoint({
  operation: 'getOrder',
  method: 'GET',
  path: '/api/v1/orders/{id}',
  role: 'customer',
  tag: 'Orders',
  summary: 'One order',
  params: orderParams,
  success: { status: 200, body: order },
  refusals: ['not_found'],
})

/** Market orders never rest, so until resting types exist there is nothing that this can cancel. */
export const cancelOrder = endpoint({
  operation: 'cancelOrder',
  method: 'DELETE',
  path: '/api/v1/orders/{id}',
  role: 'customer',
  tag: 'Orders',
  summary: 'Cancel a resting order (409 for one that is already final)',
  params: orderParams,
  success: { status: 200, body: order },
  neverSucceeds: true,
  refusals: ['not_found', 'wrong_state'],
})
