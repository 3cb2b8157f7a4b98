import type { Transfer } from '../domain/transfer'
import { count, integer, oneOf, text } from './item'
import { keys, withdrawalShard } from './keys'
import type { Item, Store } from './store'

/** A transfer among all accounts' transfers. */
export type TransferId = Pick<Transfer, 'account' | 'key'>

const GET_AT_ONCE = 100

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

  /** The transfers that exist among those named, in one read for each 100. */
  async getMany(ids: readonly TransferId[]): Promise<Transfer[]> {
    const found: Transfer[] = []
    for (let from = 0; from < ids.length; from += GET_AT_ONCE) {
      const some = ids.slice(from, from + GET_AT_ONCE)
      const items = await this.#store.get(some.map((id) => keys.transfer(id.account, id.key)))
      found.push(...items.flatMap((item) => (item ? [toTransfer(item)] : [])))
    }
    return found
  }

  /** Transfers newest first, from behind the given one; `more` when the store has not shown its end. */
  async newest(
    account: string,
    page: { limit: number; after?: Pick<Transfer, 'key' | 'ulid'> | undefined },
  ): Promise<{ transfers: Transfer[]; more: boolean }> {
    const { items, next } = await this.#store.query({
      pk: keys.transfer(account, '').pk,
      index: 'byTime',
      descending: true,
      limit: page.limit,
      ...(page.after
        ? { after: { ...keys.transfer(account, page.after.key), t: page.after.ulid } }
        : {}),
    })
    return { transfers: items.map(toTransfer), more: next !== undefined }
  }

  /** Withdrawals of one shard that wait for approval; `shard` runs from 0 to WITHDRAWAL_SHARDS - 1. */
  async pending(
    shard: number,
    page: { limit: number; after?: TransferId | undefined },
  ): Promise<{ ids: TransferId[]; more: boolean }> {
    const { items, next } = await this.#store.query({
      pk: withdrawalShard(shard),
      limit: page.limit,
      ...(page.after
        ? { after: { pk: withdrawalShard(shard), sk: `${page.after.account}#${page.after.key}` } }
        : {}),
    })
    const ids = items.map((item) => {
      const cut = item.sk.indexOf('#')
      return { account: item.sk.slice(0, cut), key: item.sk.slice(cut + 1) }
    })
    return { ids, more: next !== undefined }
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
