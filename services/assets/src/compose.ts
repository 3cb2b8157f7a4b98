import type { FeedSource } from '@bourse/common/domain/asset'
import type { Config } from '@bourse/common/runtime/config'
import type { ServicePart } from '@bourse/common/service/run-service'
import type { StoreKit } from '@bourse/common/service/store-kit'
import { FeedChoiceDao } from '@bourse/common/store/feed-choice-dao'
import { createApp } from './app'
import type { AssetAuditEvent } from './asset-audit'
import { type CatalogueAsset, loadCatalogue } from './catalogue/catalogue'
import { chooseFeed } from './choose-feed'
import type { assetsVariables } from './config'
import { describeAssets } from './describe-assets'
import { maxAgeMs } from './feeds/max-age'
import { FeedLease } from './market-feed/feed-lease'
import { createFeedMetrics } from './market-feed/feed-metrics'
import { MarketFeedWorker } from './market-feed/market-feed-worker'
import { coinGeckoAnswers, leaseTtlMs, openFeed } from './open-feed'
import { sleep } from './sleep'

type AssetsConfig = Config<typeof assetsVariables>

/** The assets service on a kit: the catalogue in the store, the feed's worker, the routes. */
export const composeAssets = async (
  kit: StoreKit,
  config: AssetsConfig,
): Promise<ServicePart & { readonly source: FeedSource }> => {
  const catalogue = loadCatalogue()
  const { worker, source } = await openMarket(kit, config, catalogue)
  const closing = new AbortController()
  const app = createApp({
    http: kit.httpFor('assets'),
    catalogue,
    market: kit.market,
    spreadBps: config.spreadBps,
    assets: kit.assets,
    audit: auditWith(kit),
    publish: (channel, message) => kit.shared.publish(channel, message),
    subscribe: (channel, listener) => kit.shared.subscribe(channel, listener),
    closing: closing.signal,
    now: Date.now,
    sleep,
  })
  return {
    source,
    fetch: (request) => app.fetch(request),
    closeStreams: () => closing.abort(),
    workers: [{ name: 'market feed', start: () => worker.start(), stop: () => worker.stop() }],
  }
}

const openMarket = async (
  kit: StoreKit,
  config: AssetsConfig,
  catalogue: readonly CatalogueAsset[],
) => {
  const { log, shared, assets, prices } = kit
  const settings = { ...config, catalogue }
  const choices = new FeedChoiceDao(kit.store)
  const common = { choices, prices, shared, log, now: Date.now }
  const choice = await chooseFeed({
    ...common,
    setting: config.marketFeed,
    coinGeckoAnswers: () => coinGeckoAnswers(settings, Date.now()),
  })
  const lease = new FeedLease({
    leases: kit.leases,
    owner: `feed_${kit.newId()}`,
    now: Date.now,
    ttlMs: leaseTtlMs(choice.source),
    monthlyCalls: config.coingeckoMonthlyCalls,
  })
  const feed = openFeed(choice.source, settings, () => lease.spend())
  const publish = (channel: string, message: string) => shared.publish(channel, message)
  await describeAssets({ catalogue, assets, maxAgeMs: maxAgeMs(feed), publish, log })
  const worker = new MarketFeedWorker({
    ...common,
    feed,
    lease,
    generation: choice.generation,
    catalogue,
    assets,
    metrics: createFeedMetrics(kit.registry),
    audit: auditWith(kit),
    sleep,
  })
  return { worker, source: choice.source }
}

const auditWith =
  (kit: StoreKit) =>
  (event: AssetAuditEvent): Promise<void> =>
    kit.audit.recordAdmin(event)
