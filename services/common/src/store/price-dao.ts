import type { FeedSource, Price } from '../domain/asset'
import { count, integer, map, oneOf } from './item'
import { keys } from './keys'
import type { Item, Store } from './store'

const PER_BOARD = 60
const BOARDS = 4

/** The price boards: sixty assets an item, written once a tick by the feed's leader. */
export class PriceDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Every price in one read, at most 240 assets. */
  async all(): Promise<Price[]> {
    const wanted = Array.from({ length: BOARDS }, (_, board) => keys.prices(board))
    const boards = await this.#store.get(wanted)
    return boards.flatMap((item) => (item ? toPrices(item) : []))
  }

  /**
   * Replaces all boards. With a `fence`, only while no board carries a higher one: false when a
   * writer with a higher fence was here, so that a leader that lost its lease can't undo a newer one.
   */
  async write(prices: readonly Price[], fence?: bigint): Promise<boolean> {
    if (prices.length > PER_BOARD * BOARDS) throw new Error('more assets than the boards hold')
    const boards = Array.from({ length: BOARDS }, (_, board) => {
      const slice = prices.slice(board * PER_BOARD, (board + 1) * PER_BOARD)
      return this.#put(boardItem(board, slice), fence)
    })
    return (await Promise.all(boards)).every(Boolean)
  }

  async #put(item: Item, fence: bigint | undefined): Promise<boolean> {
    if (fence === undefined) return (await this.#store.write([{ put: item }])).committed
    const fenced = { ...item, fence }
    const newest = await this.#store.write([
      { put: fenced, when: [{ attribute: 'fence', is: '<=', value: fence }] },
    ])
    if (newest.committed) return true
    const first = await this.#store.write([
      { put: fenced, when: [{ attribute: 'fence', is: 'absent' }] },
    ])
    return first.committed
  }
}

const boardItem = (board: number, prices: readonly Price[]): Item => ({
  ...keys.prices(board),
  v: 1n,
  prices: Object.fromEntries(
    prices.map((p) => [p.symbol, { price: p.price, at: BigInt(p.at), source: p.source }]),
  ),
})

const SOURCES: readonly FeedSource[] = ['simulated', 'coingecko']

const toPrices = (item: Item): Price[] =>
  Object.entries(map(item, 'prices')).map(([symbol, row]) => ({
    symbol,
    price: integer(row as Item, 'price'),
    at: count(row as Item, 'at'),
    source: oneOf(row as Item, 'source', SOURCES),
  }))
