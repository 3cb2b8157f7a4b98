import { createHash } from 'node:crypto'
import type { AccountState, Position } from '../domain/account'
import { GENESIS } from '../domain/ledger'
import { count, integer, map, oneOf, text } from './item'
import { keys } from './keys'
import type { Item, Store } from './store'

/** Reads accounts and their positions; money is written by `transact` alone. */
export class AccountDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** The account's state; undefined when there is no such account. */
  async state(account: string): Promise<AccountState | undefined> {
    const [item] = await this.#store.get([keys.state(account)])
    return item && toState(item)
  }

  /** State and every position in one query: what a portfolio needs. */
  async stateAndPositions(
    account: string,
  ): Promise<{ state: AccountState; positions: Position[] } | undefined> {
    const { items } = await this.#store.query({ pk: keys.state(account).pk, limit: 1000 })
    const stateItem = items.find((item) => item.sk === 'STATE')
    if (!stateItem) return undefined
    const positions = items.filter((item) => item.sk.startsWith('P#')).map(toPosition)
    return { state: toState(stateItem), positions }
  }

  async position(account: string, asset: string): Promise<Position | undefined> {
    const [item] = await this.#store.get([keys.position(account, asset)])
    return item && toPosition(item)
  }
}

/** The head of a chain that has no entry yet: bound to its account, so that chains can't be swapped. */
export const genesisHead = (account: string): string =>
  createHash('sha256').update(`${GENESIS}\n${account}`).digest('hex')

/** The item of a newly opened account. */
export const stateItem = (state: AccountState): Item => ({
  ...keys.state(state.account),
  v: 1n,
  seq: state.seq,
  head: state.head,
  at: BigInt(state.at),
  status: state.status,
  sessions: Object.fromEntries(
    Object.entries(state.sessions).map(([sid, expiry]) => [sid, BigInt(expiry)]),
  ),
  available: state.available,
  held: state.held,
  day: state.day,
  deposited_today: state.depositedToday,
  withdrawn_today: state.withdrawnToday,
  open_orders: BigInt(state.openOrders),
})

/** Parses a STATE item. @throws CorruptItem */
export const toState = (item: Item): AccountState => ({
  account: item.pk.slice('A#'.length),
  seq: integer(item, 'seq'),
  head: text(item, 'head'),
  at: count(item, 'at'),
  status: oneOf(item, 'status', ['active', 'frozen']),
  sessions: Object.fromEntries(
    Object.entries(map(item, 'sessions')).map(([sid, expiry]) => [sid, Number(expiry)]),
  ),
  available: integer(item, 'available'),
  held: integer(item, 'held'),
  day: text(item, 'day'),
  depositedToday: integer(item, 'deposited_today'),
  withdrawnToday: integer(item, 'withdrawn_today'),
  openOrders: count(item, 'open_orders'),
})

/** Parses a position item. @throws CorruptItem */
export const toPosition = (item: Item): Position => ({
  account: item.pk.slice('A#'.length),
  asset: item.sk.slice('P#'.length),
  available: integer(item, 'available'),
  held: integer(item, 'held'),
  costBasis: integer(item, 'cost_basis'),
  realisedPnl: integer(item, 'realised_pnl'),
  seq: integer(item, 'seq'),
})
