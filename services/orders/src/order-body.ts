import { formatDecimal, formatPrice, formatUsd } from '@bourse/common/domain/money'
import type { Fill, Order } from '@bourse/common/domain/order'
import type { order as orderSchema } from '@bourse/contracts/orders'
import type { z } from 'zod'

type OrderBody = z.input<typeof orderSchema>

/** An order as its owner sees it: decimal strings and RFC 3339 times. */
export const orderBody = (order: Order): OrderBody => ({
  id: order.id,
  symbol: order.symbol,
  side: order.side,
  type: order.type,
  status: order.status,
  quantity: order.quantity === null ? null : formatDecimal(order.quantity, order.decimals),
  notional: order.notional === null ? null : formatUsd(order.notional),
  filled_quantity: formatDecimal(order.filledQuantity, order.decimals),
  fills: order.fills.map((fill) => fillBody(fill, order.decimals)),
  created_at: new Date(order.createdAt).toISOString(),
  updated_at: new Date(order.updatedAt).toISOString(),
})

const fillBody = (fill: Fill, decimals: number): OrderBody['fills'][number] => ({
  price: formatPrice(fill.price),
  quantity: formatDecimal(fill.quantity, decimals),
  value: formatUsd(fill.value),
  fee: formatUsd(fill.fee),
  total: formatUsd(fill.total),
  provenance: {
    source: fill.provenance.source,
    mid: formatPrice(fill.provenance.mid),
    spread_bps: fill.provenance.spreadBps,
    fee_bps: fill.provenance.feeBps,
    at: new Date(fill.provenance.at).toISOString(),
    age_ms: fill.provenance.ageMs,
  },
  at: new Date(fill.at).toISOString(),
})
