import type { JournalDraft, Posting } from '@bourse/common/domain/ledger'
import { formatDecimal, formatUsd, type Minor } from '@bourse/common/domain/money'
import type { Order } from '@bourse/common/domain/order'
import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import type { Decision, MoneySnapshot } from '@bourse/common/store/decision'
import { costAfterBuy, costAfterSell } from './cost-basis'
import { orderUlid } from './order-ulid'
import {
  fieldOf,
  type OrderMarket,
  type OrderRequest,
  type PricedOrder,
  priceOrder,
} from './price-order'

/** A market order under the id that is its key for ever. */
interface PlaceOrderCommand extends OrderRequest {
  readonly id: string
  readonly fingerprint: string
}

/**
 * Fills a market order whole, against the house, or refuses it: the market's rules first, then the
 * customer's funds. Pure; the price's age is judged by the snapshot's clock.
 */
export const decideMarketOrder = (
  command: PlaceOrderCommand,
  market: OrderMarket,
  snapshot: MoneySnapshot,
): Rejection | Decision<Order> => {
  const priced = priceOrder(command, market, snapshot.now)
  if (isRejection(priced)) return priced
  const poor = refuseByFunds(command, priced, snapshot)
  if (poor) return poor
  return {
    journal: journalOf(command, priced),
    position:
      priced.side === 'buy'
        ? costAfterBuy(snapshot.position, priced.total)
        : costAfterSell(snapshot.position, priced.quantity, priced.total),
    record: orderOf(command, priced, snapshot),
  }
}

/** Refuses a purchase that the cash doesn't cover and a sale of more than the free holding. */
const refuseByFunds = (
  request: OrderRequest,
  priced: PricedOrder,
  { state, position }: Pick<MoneySnapshot, 'state' | 'position'>,
): Rejection | undefined => {
  const field = fieldOf(request)
  if (priced.side === 'buy') {
    if (priced.total <= state.available) return undefined
    const cost = `The order costs ${formatUsd(priced.total)} USD`
    return reject(
      'insufficient_funds',
      `${cost}; ${formatUsd(state.available)} USD is available.`,
      {
        field,
      },
    )
  }
  if (priced.quantity <= position.available) return undefined
  const { symbol, decimals } = priced.asset
  const free = `${formatDecimal(position.available, decimals)} ${symbol}`
  const wanted = `${formatDecimal(priced.quantity, decimals)} ${symbol}`
  return reject('insufficient_funds', `The order sells ${wanted}; ${free} is available.`, { field })
}

/** Spread and fee are legs of their own, so that each asset's postings add up to zero. */
const journalOf = (command: PlaceOrderCommand, priced: PricedOrder): JournalDraft => {
  const bought = priced.side === 'buy'
  const sign = bought ? 1n : -1n
  const { quantity, midValue, value, fee, total } = priced
  const { symbol } = priced.asset
  const spread = bought ? value - midValue : midValue - value
  return {
    type: priced.side,
    reference: command.id,
    provenance: priced.provenance,
    postings: [
      leg('user', 'USD', -sign * total),
      leg('house', 'USD', sign * midValue),
      leg('spread', 'USD', spread),
      leg('fees', 'USD', fee),
      leg('house', symbol, -sign * quantity),
      leg('user', symbol, sign * quantity),
    ].filter((posting) => posting.amount !== 0n),
  }
}

const leg = (book: Posting['book'], asset: string, amount: Minor): Posting => ({
  book,
  bucket: 'available',
  asset,
  amount,
})

const orderOf = (
  command: PlaceOrderCommand,
  priced: PricedOrder,
  { state, now }: MoneySnapshot,
): Order => ({
  account: state.account,
  id: command.id,
  symbol: priced.asset.symbol,
  decimals: priced.asset.decimals,
  side: priced.side,
  type: 'market',
  status: 'filled',
  quantity: priced.askedQuantity,
  notional: priced.askedNotional,
  filledQuantity: priced.quantity,
  fills: [
    {
      price: priced.unitPrice,
      quantity: priced.quantity,
      value: priced.value,
      fee: priced.fee,
      total: priced.total,
      provenance: priced.provenance,
      at: now,
    },
  ],
  ulid: orderUlid(now, state.seq + 1n),
  fingerprint: command.fingerprint,
  createdAt: now,
  updatedAt: now,
})
