import { count, text } from './item'
import { keys } from './keys'
import type { Store, Value } from './store'

/** A lease as its holder knows it: `epoch` grows with every owner, `data` outlives them all. */
export interface Lease {
  readonly name: string
  readonly owner: string
  readonly epoch: bigint
  readonly expiresAt: number
  readonly data: Readonly<Record<string, Value>>
}

/** Distributed locks that only save work: safety never rests on one. Times are epoch milliseconds. */
export class LeaseDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async read(name: string): Promise<Lease | undefined> {
    const [item] = await this.#store.get([keys.lease(name)])
    if (!item) return undefined
    return {
      name,
      owner: text(item, 'owner'),
      epoch: BigInt(count(item, 'epoch')),
      expiresAt: count(item, 'expires_at'),
      data: (item['data'] ?? {}) as Lease['data'],
    }
  }

  /** Takes a free or expired lease, or renews one's own; undefined when another holds it. */
  async acquire(
    name: string,
    ask: { owner: string; now: number; ttlMs: number },
  ): Promise<Lease | undefined> {
    const held = await this.read(name)
    if (held && held.owner !== ask.owner && held.expiresAt > ask.now) return undefined
    const epoch = held ? held.epoch + (held.owner === ask.owner ? 0n : 1n) : 1n
    const expiresAt = ask.now + ask.ttlMs
    const result = await this.#store.write([
      {
        update: keys.lease(name),
        set: {
          v: 1n,
          owner: ask.owner,
          epoch,
          expires_at: BigInt(expiresAt),
          ...(held ? {} : { data: {} }),
        },
        when: held
          ? [
              { attribute: 'owner', is: '=', value: held.owner },
              { attribute: 'epoch', is: '=', value: held.epoch },
              { attribute: 'expires_at', is: '=', value: BigInt(held.expiresAt) },
            ]
          : [{ attribute: 'pk', is: 'absent' }],
      },
    ])
    if (!result.committed) return undefined
    return { name, owner: ask.owner, epoch, expiresAt, data: held?.data ?? {} }
  }

  /** Replaces the data while the lease is still the same owner's; false when it was lost. */
  async save(lease: Lease, data: Lease['data']): Promise<boolean> {
    const result = await this.#store.write([
      { update: keys.lease(lease.name), set: { data }, when: heldBy(lease) },
    ])
    return result.committed
  }

  /** Gives the lease up at once, so that another need not wait for its expiry. */
  async release(lease: Lease): Promise<void> {
    await this.#store.write([
      { update: keys.lease(lease.name), set: { expires_at: 0n }, when: heldBy(lease) },
    ])
  }
}

const heldBy = (lease: Lease) => [
  { attribute: 'owner', is: '=' as const, value: lease.owner },
  { attribute: 'epoch', is: '=' as const, value: lease.epoch },
]
