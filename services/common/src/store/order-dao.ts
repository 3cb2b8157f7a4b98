import type { Fill, Order, OrderStatus } from '../domain/order'
import { isTerminal } from '../domain/order'
import { count, integer, oneOf, rows, text } from './item'
import { provenanceMap, toProvenance } from './journal-dao'
import { keys } from './keys'
import type { Item, Store } from './store'

const STATUSES: readonly OrderStatus[] = [
  'new',
  'open',
  'triggered',
  'filled',
  'canceled',
  'expired',
  'rejected',
]

/** Reads an account's orders; they are written by `transact` alone. */
export class OrderDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async get(account: string, id: string): Promise<Order | undefined> {
    const [item] = await this.#store.get([keys.order(account, id)])
    return item && toOrder(item)
  }

  /** Orders newest first, from behind the given one; `more` when the store has not shown its end. */
  async newest(
    account: string,
    page: { limit: number; after?: Pick<Order, 'id' | 'ulid'> },
  ): Promise<{ orders: Order[]; more: boolean }> {
    const { items, next } = await this.#store.query({
      pk: keys.order(account, '').pk,
      index: 'byTime',
      descending: true,
      limit: page.limit,
      ...(page.after
        ? { after: { ...keys.order(account, page.after.id), t: page.after.ulid } }
        : {}),
    })
    return { orders: items.map(toOrder), more: next !== undefined }
  }
}

/** The item of an order: `t` sorts it by time, `open` lists it while it rests. */
export const orderItem = (order: Order): Item => ({
  ...keys.order(order.account, order.id),
  v: 1n,
  t: order.ulid,
  ...(isTerminal(order.status) ? {} : { open: order.ulid }),
  symbol: order.symbol,
  decimals: BigInt(order.decimals),
  side: order.side,
  type: order.type,
  status: order.status,
  quantity: order.quantity,
  notional: order.notional,
  filled_quantity: order.filledQuantity,
  fills: order.fills.map((f) => ({
    price: f.price,
    quantity: f.quantity,
    value: f.value,
    fee: f.fee,
    total: f.total,
    at: BigInt(f.at),
    provenance: provenanceMap(f.provenance),
  })),
  fingerprint: order.fingerprint,
  created_at: BigInt(order.createdAt),
  updated_at: BigInt(order.updatedAt),
})

/** Parses an order item. @throws CorruptItem */
export const toOrder = (item: Item): Order => ({
  account: item.pk.slice('O#'.length),
  id: item.sk,
  ulid: text(item, 't'),
  symbol: text(item, 'symbol'),
  decimals: count(item, 'decimals'),
  side: oneOf(item, 'side', ['buy', 'sell']),
  type: oneOf(item, 'type', ['market']),
  status: oneOf(item, 'status', STATUSES),
  quantity: item['quantity'] === null ? null : integer(item, 'quantity'),
  notional: item['notional'] === null ? null : integer(item, 'notional'),
  filledQuantity: integer(item, 'filled_quantity'),
  fills: rows(item, 'fills').map(toFill),
  fingerprint: text(item, 'fingerprint'),
  createdAt: count(item, 'created_at'),
  updatedAt: count(item, 'updated_at'),
})

const toFill = (row: Item): Fill => ({
  price: integer(row, 'price'),
  quantity: integer(row, 'quantity'),
  value: integer(row, 'value'),
  fee: integer(row, 'fee'),
  total: integer(row, 'total'),
  at: count(row, 'at'),
  provenance: toProvenance(row, 'provenance'),
})
