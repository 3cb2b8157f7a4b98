import { type ManualClock, manualClock } from '@bourse/common/runtime/clock'
import { MemorySharedState } from '@bourse/common/shared-state/memory'
import { AssetDao } from '@bourse/common/store/asset-dao'
import { FeedChoiceDao } from '@bourse/common/store/feed-choice-dao'
import { keys } from '@bourse/common/store/keys'
import { LeaseDao } from '@bourse/common/store/lease-dao'
import { MarketReader } from '@bourse/common/store/market-reader'
import { PriceDao } from '@bourse/common/store/price-dao'
import type { Key, Store } from '@bourse/common/store/store'
import { sessionId, userId } from '@bourse/contracts/ids'
import type { Hono } from 'hono'
import { startStore } from '../../common/test/store-fixture'
import { type AssetsDeps, createApp } from '../src/app'
import type { AssetAuditEvent } from '../src/asset-audit'
import { loadCatalogue } from '../src/catalogue/catalogue'
import { describeAssets } from '../src/describe-assets'
import { maxAgeMs } from '../src/feeds/max-age'
import { sleep } from '../src/sleep'

export const catalogue = loadCatalogue()
export const quiet = { info: () => {}, warn: () => {}, error: () => {} }

/** One process's view of the shared parts: its own reader and app. */
export interface AssetsFixture {
  readonly app: Hono
  readonly deps: AssetsDeps
  readonly store: Store
  readonly clock: ManualClock
  readonly shared: MemorySharedState
  readonly assets: AssetDao
  readonly prices: PriceDao
  readonly leases: LeaseDao
  readonly choices: FeedChoiceDao
  readonly market: MarketReader
  /** How often the reader asked the store for prices. */
  readonly boardReads: () => number
  readonly audited: AssetAuditEvent[]
  /** Writes prices in USD times 10^12 at the clock's time, in catalogue order, and tells of it. */
  readonly setPrices: (prices: Readonly<Record<string, bigint>>) => Promise<void>
  readonly setAllPrices: () => Promise<void>
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
  readonly patch: (symbol: string, body: unknown, token?: string) => Promise<Response>
  /** Forgets boards, leases, the choice of the feed and halts; assets stay described. */
  readonly reset: () => Promise<void>
  readonly stop: () => void
}

/** The assets service on a real embedded store, with a clock to set. */
export const startAssets = async (
  change: (deps: AssetsDeps) => AssetsDeps = (deps) => deps,
): Promise<AssetsFixture> => {
  const { store, stop } = await startStore()
  const clock = manualClock()
  const shared = new MemorySharedState({ now: clock.now })
  const daos = {
    assets: new AssetDao(store),
    prices: new PriceDao(store),
    leases: new LeaseDao(store),
    choices: new FeedChoiceDao(store),
  }
  const publish = (channel: string, message: string) => shared.publish(channel, message)
  await describeAssets({
    ...daos,
    catalogue,
    maxAgeMs: maxAgeMs({ source: 'simulated', pollMs: 1000 }),
    publish,
    log: quiet,
  })
  const audited: AssetAuditEvent[] = []
  let boardReads = 0
  const prices = {
    all: () => {
      boardReads += 1
      return daos.prices.all()
    },
  }
  const market = new MarketReader({ assets: daos.assets, prices, shared, now: clock.now })
  const deps = change({
    http: http(clock),
    catalogue,
    market,
    spreadBps: 20,
    now: clock.now,
    assets: daos.assets,
    audit: async (event) => {
      audited.push(event)
    },
    publish,
    subscribe: (channel, listener) => shared.subscribe(channel, listener),
    sleep,
  })
  const app = createApp(deps)
  const setPrices: AssetsFixture['setPrices'] = async (prices) => {
    const rows = catalogue.flatMap(({ symbol }) => {
      const price = prices[symbol]
      return price === undefined
        ? []
        : [{ symbol, price, at: clock.now(), source: 'simulated' as const }]
    })
    await daos.prices.write(rows)
    await shared.delete('market:prices')
    await shared.publish('prices', '[]')
  }
  return {
    app,
    deps,
    store,
    clock,
    shared,
    ...daos,
    market,
    boardReads: () => boardReads,
    audited,
    setPrices,
    setAllPrices: () =>
      setPrices(Object.fromEntries(catalogue.map((one) => [one.symbol, one.referencePrice]))),
    get: async (path, headers = {}) => app.request(path, { headers }),
    patch: async (symbol, body, token = 'admin') =>
      app.request(`/api/v1/admin/assets/${symbol}`, {
        method: 'PATCH',
        headers: {
          'content-type': 'application/json',
          'x-client-ip': '203.0.113.7',
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    reset: () => reset(store, daos.assets),
    stop,
  }
}

const reset = async (store: Store, assets: AssetDao): Promise<void> => {
  const boards = [0, 1, 2, 3].map((board) => keys.prices(board))
  const gone: Key[] = [...boards, keys.lease('market-feed'), keys.feedChoice]
  for (const key of gone) await store.write([{ delete: { pk: key.pk, sk: key.sk } }])
  for (const { symbol, status } of await assets.all()) {
    if (status === 'halted') await assets.setStatus(symbol, 'active', null)
  }
}

export const ADMIN = userId.parse('usr_00000000000000000000000AAA')
const SESSION = sessionId.parse('ses_00000000000000000000000AAA')

/** Tokens are the role's name: what a real token proves is tested where tokens are made. */
const http = (clock: ManualClock): AssetsDeps['http'] => ({
  verifyToken: async (token) =>
    token === 'admin' || token === 'customer'
      ? { userId: ADMIN, sessionId: SESSION, role: token }
      : { refused: 'signature' },
  isSessionLive: async () => true,
  newRequestId: () => 'req_0000000001',
  elapsed: clock.now,
  record: () => {},
  ready: async () => true,
})
