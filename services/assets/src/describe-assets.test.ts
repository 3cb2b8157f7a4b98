import { afterAll, beforeAll, expect, test } from 'bun:test'
import { AssetDao } from '@bourse/common/store/asset-dao'
import type { Store } from '@bourse/common/store/store'
import { type AssetsFixture, catalogue, quiet, startAssets } from '../test/assets-fixture'
import { describeAssets } from './describe-assets'

let assets: AssetsFixture
beforeAll(async () => {
  assets = await startAssets()
})
afterAll(() => assets.stop())

const describe = (maxAgeMs = 15_000, change: { catalogue?: typeof catalogue } = {}) => {
  const calls = { query: 0, write: 0 }
  const counted: Store = {
    get: (keys) => assets.store.get(keys),
    query: (query) => {
      calls.query += 1
      return assets.store.query(query)
    },
    write: (actions) => {
      calls.write += 1
      return assets.store.write(actions)
    },
  }
  const publish = async () => {}
  const deps = {
    catalogue,
    maxAgeMs,
    publish,
    log: quiet,
    assets: new AssetDao(counted),
    ...change,
  }
  return describeAssets(deps).then((written) => ({ written, ...calls }))
}

test('a second start costs one query and no write', async () => {
  expect(await describe()).toEqual({ written: 0, query: 1, write: 0 })
})

test('another feed changes the age limit of every asset and nobody is resumed', async () => {
  await assets.assets.setStatus('BTC', 'halted', 'admin')
  await assets.assets.setStatus('ETH', 'halted', 'feed')
  expect((await describe(750_000)).written).toBe(catalogue.length)
  const all = new Map((await assets.assets.all()).map((asset) => [asset.symbol, asset]))
  expect(all.get('BTC')).toMatchObject({ status: 'halted', haltedBy: 'admin', maxAgeMs: 750_000 })
  expect(all.get('ETH')).toMatchObject({ status: 'halted', haltedBy: 'feed', maxAgeMs: 750_000 })
  expect(all.get('ADA')).toMatchObject({ status: 'active', maxAgeMs: 750_000 })
  await describe()
})

test('writes only what a release changed', async () => {
  const changed = catalogue.map((asset) =>
    asset.symbol === 'ADA' ? { ...asset, maxNotional: asset.maxNotional + 1n } : asset,
  )
  expect((await describe(15_000, { catalogue: changed })).written).toBe(1)
  expect((await describe()).written).toBe(1)
})

test('an asset that left the catalogue stays in the store, for those who hold it', async () => {
  expect((await describe(15_000, { catalogue: catalogue.slice(1) })).written).toBe(0)
  expect(await assets.assets.all()).toHaveLength(catalogue.length)
})
