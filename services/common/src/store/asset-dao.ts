import type { Asset } from '../domain/asset'
import { count, integer, oneOf, text } from './item'
import { keys } from './keys'
import type { Item, Store } from './store'

/** Reads and writes the catalogue as trading sees it. Limits are minor USD. */
export class AssetDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Every asset, by symbol. */
  async all(): Promise<Asset[]> {
    const { items } = await this.#store.query({ pk: 'ASSET', limit: 1000 })
    return items.map(toAsset)
  }

  /** Adds an asset or refreshes its facts; status and who halted it stay as they are. */
  async describe(asset: Asset): Promise<void> {
    const { symbol, status, haltedBy, ...facts } = asset
    await this.#store.write([{ put: assetItem(asset), when: [{ attribute: 'pk', is: 'absent' }] }])
    await this.#store.write([
      {
        update: keys.asset(symbol),
        set: {
          name: facts.name,
          decimals: BigInt(facts.decimals),
          min_notional: facts.minNotional,
          max_notional: facts.maxNotional,
          max_age_ms: BigInt(facts.maxAgeMs),
        },
      },
    ])
  }

  /** Halts or resumes; false when there is no such asset. */
  async setStatus(
    symbol: string,
    status: Asset['status'],
    by: Asset['haltedBy'],
  ): Promise<boolean> {
    const result = await this.#store.write([
      {
        update: keys.asset(symbol),
        set: { status, halted_by: status === 'halted' ? by : null },
        when: [{ attribute: 'pk', is: 'present' }],
      },
    ])
    return result.committed
  }

  /** The feed halts what is active and resumes what it halted itself; false when it may not. */
  async setStatusByFeed(symbol: string, status: Asset['status']): Promise<boolean> {
    const halt = status === 'halted'
    const result = await this.#store.write([
      {
        update: keys.asset(symbol),
        set: { status, halted_by: halt ? 'feed' : null },
        when: halt
          ? [{ attribute: 'status', is: '=', value: 'active' }]
          : [{ attribute: 'halted_by', is: '=', value: 'feed' }],
      },
    ])
    return result.committed
  }
}

const assetItem = (asset: Asset): Item => ({
  ...keys.asset(asset.symbol),
  v: 1n,
  name: asset.name,
  decimals: BigInt(asset.decimals),
  min_notional: asset.minNotional,
  max_notional: asset.maxNotional,
  status: asset.status,
  halted_by: asset.haltedBy,
  max_age_ms: BigInt(asset.maxAgeMs),
})

const HALTERS = ['admin', 'feed'] as const

const toAsset = (item: Item): Asset => ({
  symbol: item.sk,
  name: text(item, 'name'),
  decimals: count(item, 'decimals'),
  minNotional: integer(item, 'min_notional'),
  maxNotional: integer(item, 'max_notional'),
  status: oneOf(item, 'status', ['active', 'halted']),
  haltedBy: item['halted_by'] === null ? null : oneOf(item, 'halted_by', HALTERS),
  maxAgeMs: count(item, 'max_age_ms'),
})
