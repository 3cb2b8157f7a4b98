import type { Price } from '@bourse/common/domain/asset'
import type { Logger } from '@bourse/common/runtime/log'
import type { AssetDao } from '@bourse/common/store/asset-dao'
import type { FeedChoiceDao } from '@bourse/common/store/feed-choice-dao'
import {
  ASSETS_CHANNEL,
  encodeBoard,
  encodePrices,
  PRICES_CHANNEL,
  SHARED_PRICES_KEY,
} from '@bourse/common/store/market-messages'
import type { PriceDao } from '@bourse/common/store/price-dao'
import type { AssetAuditEvent, AuditAsset } from '../asset-audit'
import type { FeedResult, PriceFeed } from '../feeds/feed'
import type { Sleep } from '../sleep'
import {
  type AppliedTicks,
  applyTicks,
  boardOf,
  type FedAsset,
  type PriceStates,
} from './apply-ticks'
import type { FeedLease } from './feed-lease'
import type { FeedMetrics } from './feed-metrics'
import { fenceOf } from './fence'
import { restoreStates, withFeedHalts } from './restore-states'

export interface MarketFeedDeps {
  readonly feed: PriceFeed
  readonly lease: Pick<FeedLease, 'renew' | 'release' | 'lastCallAt' | 'ttlMs'>
  /** Of the stored choice that `feed` follows. */
  readonly generation: bigint
  readonly choices: Pick<FeedChoiceDao, 'read'>
  readonly catalogue: readonly FedAsset[]
  readonly assets: Pick<AssetDao, 'all' | 'setStatusByFeed'>
  readonly prices: Pick<PriceDao, 'all' | 'write'>
  readonly shared: {
    set(key: string, value: string, ttlMs: number): Promise<void>
    publish(channel: string, message: string): Promise<void>
  }
  readonly metrics: FeedMetrics
  readonly audit: AuditAsset
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: Sleep
}

interface Leading {
  readonly epoch: bigint
  states: PriceStates
  nextPollAt: number
  nextReviewAt: number
  failures: number
}

type Polled = Extract<FeedResult, { ok: true }>
type Failed = Extract<FeedResult, { ok: false }>

const RETRY_MS = 1000
const LONGEST_RETRY_MS = 60_000
const REVIEW_MS = 60_000
const SHARED_TTL_MS = 1000

/**
 * Polls the feed while it holds the lease and writes what is accepted to the boards. A feed that is
 * down leaves the prices to age until nobody may trade on them. A class because it has a lifetime.
 */
export class MarketFeedWorker {
  readonly #deps: MarketFeedDeps
  readonly #assets: ReadonlyMap<string, FedAsset>
  readonly #stopping = new AbortController()
  #loop: Promise<void> | undefined
  #generation: bigint
  /** The stored choice is another source: this worker writes nothing. */
  #parked = false
  #leading: Leading | undefined
  #unknown: ReadonlySet<string> = new Set()

  constructor(deps: MarketFeedDeps) {
    this.#deps = deps
    this.#generation = deps.generation
    this.#assets = new Map(deps.catalogue.map((asset) => [asset.symbol, asset]))
  }

  start(): void {
    this.#loop ??= this.#run(this.#stopping.signal)
  }

  /** Ends after the step under way and gives the lease up. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
    this.#follow()
    await this.#deps.lease.release().catch((err: unknown) => {
      this.#deps.log.warn('the lease of the market feed was not released', { err })
    })
  }

  /** One step: renews the lease, polls when it is due. Answers when it wants the next, in ms. */
  async tick(): Promise<number> {
    try {
      return await this.#step()
    } catch (err) {
      this.#deps.metrics.failed('exception')
      this.#deps.log.error('the market feed could not take a step', { err })
      return RETRY_MS
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#deps.sleep(await this.tick(), signal)
  }

  async #step(): Promise<number> {
    const { lease, now } = this.#deps
    if (this.#parked && !(await this.#isChosen())) return LONGEST_RETRY_MS
    const held = await lease.renew()
    this.#deps.metrics.leading(held !== undefined)
    const renewMs = lease.ttlMs / 5
    if (!held) {
      this.#follow()
      return renewMs
    }
    const leading = await this.#lead(held.epoch)
    if (now() >= leading.nextReviewAt) await this.#review(leading)
    if (now() >= leading.nextPollAt) await this.#poll(leading)
    this.#deps.metrics.age(ageOf(leading.states, now()))
    return Math.max(0, Math.min(renewMs, leading.nextPollAt - now()))
  }

  #follow(): void {
    this.#leading = undefined
    this.#deps.metrics.age(undefined)
    this.#deps.metrics.leading(false)
  }

  async #lead(epoch: bigint): Promise<Leading> {
    if (this.#leading?.epoch === epoch) return this.#leading
    const { feed, lease, prices, log } = this.#deps
    const states = restoreStates(await prices.all(), feed.source)
    log.info('this process polls the market feed now')
    // A process that starts again and again must not spend a call each time.
    const nextPollAt = states.size > 0 ? lease.lastCallAt() + feed.pollMs : 0
    this.#leading = { epoch, states, nextPollAt, nextReviewAt: 0, failures: 0 }
    return this.#leading
  }

  /** Learns of halts that another leader left behind. */
  async #review(leading: Leading): Promise<void> {
    leading.states = withFeedHalts(leading.states, await this.#deps.assets.all())
    leading.nextReviewAt = this.#deps.now() + REVIEW_MS
  }

  async #poll(leading: Leading): Promise<void> {
    const { feed, now, metrics } = this.#deps
    const started = now()
    leading.nextPollAt = started + Math.min(feed.pollMs, LONGEST_RETRY_MS)
    const result = await feed.poll(started)
    if (!result.ok) return this.#backOff(leading, result)
    leading.failures = 0
    leading.nextPollAt = started + feed.pollMs
    await this.#reportUnknown(result.unknown)
    for (const { reason } of result.skipped) metrics.refused(reason, 1)
    await this.#apply(leading, result)
  }

  /** Waits as long as the source asks, twice as long each time, but never beyond a poll for itself. */
  #backOff(leading: Leading, { reason, retryAfterMs }: Failed): void {
    const { feed, now, metrics, log } = this.#deps
    metrics.failed(reason)
    if (leading.failures === 0) log.warn('the market feed failed; prices grow old', { reason })
    const patient = Math.min(feed.pollMs, retryAfterMs * 2 ** Math.min(leading.failures, 10))
    leading.nextPollAt = now() + Math.max(retryAfterMs, patient)
    leading.failures += 1
  }

  /** The boards first: their fence tells whether this process may still speak for the feed. */
  async #apply(leading: Leading, { ticks }: Polled): Promise<void> {
    const { prices, feed, metrics } = this.#deps
    const applied = applyTicks(leading.states, ticks, this.#assets)
    const board = boardOf(applied.states, this.#assets.values(), feed.source)
    const fence = fenceOf(this.#generation, leading.epoch)
    if (!(await prices.write(board, fence))) return this.#superseded()
    await this.#tell(board, applied.accepted)
    await this.#haltAndResume(applied)
    leading.states = applied.states
    metrics.accepted(applied.accepted.size)
    for (const [reason, count] of applied.refused) metrics.refused(reason, count)
  }

  async #tell(board: readonly Price[], accepted: ReadonlySet<string>): Promise<void> {
    const { shared, now } = this.#deps
    const changed = board.filter(({ symbol }) => accepted.has(symbol))
    if (changed.length === 0) return
    await shared.set(SHARED_PRICES_KEY, encodeBoard({ at: now(), prices: board }), SHARED_TTL_MS)
    await shared.publish(PRICES_CHANNEL, encodePrices(changed))
  }

  async #haltAndResume({ halted, resumed }: AppliedTicks): Promise<void> {
    for (const symbol of halted) await this.#setStatus(symbol, 'halted')
    for (const symbol of resumed) await this.#setStatus(symbol, 'active')
  }

  async #setStatus(symbol: string, status: 'active' | 'halted'): Promise<void> {
    const { assets, shared, log } = this.#deps
    if (!(await assets.setStatusByFeed(symbol, status))) return
    await shared.publish(ASSETS_CHANNEL, symbol)
    const halt = status === 'halted'
    if (halt) log.warn('the market feed halted an asset after a jump', { symbol })
    else log.info('the market feed resumed an asset', { symbol })
    const detail = halt ? 'the price jumped' : 'the feed agrees with itself again'
    await this.#audit(halt ? 'asset_halted' : 'asset_resumed', symbol, detail)
  }

  async #reportUnknown(symbols: readonly string[]): Promise<void> {
    const before = this.#unknown
    this.#unknown = new Set(symbols)
    this.#deps.metrics.unknown(symbols)
    for (const symbol of symbols.filter((one) => !before.has(one))) {
      this.#deps.log.warn('the market feed does not know an asset', { symbol })
      await this.#audit('asset_unknown_to_feed', symbol, 'its price grows old until it is known')
    }
  }

  /** Protecting the market comes first: what can't be audited is logged. */
  async #audit(action: AssetAuditEvent['action'], symbol: string, detail: string): Promise<void> {
    const event = {
      action,
      outcome: 'ok',
      subjectId: symbol,
      detail,
      actorId: null,
      ip: null,
    } as const
    await this.#deps.audit(event).catch((err: unknown) => {
      this.#deps.log.error('an event of the market feed was not audited', { symbol, err })
    })
  }

  /** A newer leader or a newer choice wrote the boards: nothing of this process counts any more. */
  async #superseded(): Promise<void> {
    this.#deps.metrics.failed('superseded')
    this.#follow()
    await this.#isChosen()
    if (this.#parked) await this.#deps.lease.release()
  }

  async #isChosen(): Promise<boolean> {
    const choice = await this.#deps.choices.read()
    const chosen = choice?.source === this.#deps.feed.source
    if (choice && chosen) this.#generation = choice.generation
    if (!chosen && !this.#parked) {
      this.#deps.log.error(
        'prices come from another source now; start this process again to follow',
      )
    }
    this.#parked = !chosen
    return chosen
  }
}

const ageOf = (states: PriceStates, now: number): number | undefined => {
  const times = [...states.values()].flatMap(({ current }) => (current ? [current.at] : []))
  return times.length > 0 ? now - Math.max(...times) : undefined
}
