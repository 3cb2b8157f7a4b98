import type { Transfer } from '../domain/transfer'
import { count, integer, oneOf, text } from './item'
import { keys, WITHDRAWAL_SHARDS } from './keys'
import type { Item, Query, Store } from './store'

/** Reads deposits, withdrawals and the admins' queue; they are written by `transact` alone. */
export class TransferDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async get(account: string, key: string): Promise<Transfer | undefined> {
    const [item] = await this.#store.get([keys.transfer(account, key)])
    return item && toTransfer(item)
  }

  /** Transfers newest first; `next` continues after the last one read. */
  async newest(
    account: string,
    page: { limit: number; after?: Query['after'] },
  ): Promise<{ transfers: Transfer[]; next: Query['after'] }> {
    const { items, next } = await this.#store.query({
      pk: keys.transfer(account, '').pk,
      index: 'byTime',
      descending: true,
      limit: page.limit,
      ...(page.after ? { after: page.after } : {}),
    })
    return { transfers: items.map(toTransfer), next }
  }

  /** Withdrawals of one shard that wait for approval; `shard` runs from 0 to WITHDRAWAL_SHARDS - 1. */
  async pending(
    shard: number,
    page: { limit: number; after?: Query['after'] },
  ): Promise<{ transfers: { account: string; key: string }[]; next: Query['after'] }> {
    const { items, next } = await this.#store.query({
      pk: `W#${shard % WITHDRAWAL_SHARDS}`,
      limit: page.limit,
      ...(page.after ? { after: page.after } : {}),
    })
    const transfers = items.map((item) => {
      const cut = item.sk.indexOf('#')
      return { account: item.sk.slice(0, cut), key: item.sk.slice(cut + 1) }
    })
    return { transfers, next }
  }
}

/** The item of a transfer: `t` sorts it by time, `open` lists it while it waits. */
export const transferItem = (transfer: Transfer): Item => ({
  ...keys.transfer(transfer.account, transfer.key),
  v: 1n,
  t: transfer.ulid,
  ...(transfer.status === 'pending' ? { open: transfer.ulid } : {}),
  direction: transfer.direction,
  amount: transfer.amount,
  status: transfer.status,
  fingerprint: transfer.fingerprint,
  created_at: BigInt(transfer.createdAt),
  updated_at: BigInt(transfer.updatedAt),
})

/** Parses a transfer item. @throws CorruptItem */
export const toTransfer = (item: Item): Transfer => ({
  account: item.pk.slice('X#'.length),
  key: item.sk,
  ulid: text(item, 't'),
  direction: oneOf(item, 'direction', ['deposit', 'withdrawal']),
  amount: integer(item, 'amount'),
  status: oneOf(item, 'status', ['completed', 'pending', 'rejected']),
  fingerprint: text(item, 'fingerprint'),
  createdAt: count(item, 'created_at'),
  updatedAt: count(item, 'updated_at'),
})
