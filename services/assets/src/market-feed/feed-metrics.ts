import { Counter, Gauge, type Registry } from 'prom-client'

/** What the worker counts. Reasons are closed lists of words; symbols come from the catalogue. */
export interface FeedMetrics {
  accepted(ticks: number): void
  refused(reason: string, ticks: number): void
  failed(reason: string): void
  /** Whether this process polls the feed. */
  leading(yes: boolean): void
  /** Age of the newest price in milliseconds; undefined where there is none. */
  age(ms: number | undefined): void
  /** The symbols that the feed does not know. */
  unknown(symbols: readonly string[]): void
}

/** The worker's metrics as Prometheus reads them. A process that does not lead shows no age. */
export const createFeedMetrics = (registry: Registry): FeedMetrics => {
  const registers = [registry]
  const accepted = new Counter({
    name: 'bourse_feed_ticks_accepted_total',
    help: 'Prices of the market feed that came into force',
    registers,
  })
  const refused = new Counter({
    name: 'bourse_feed_ticks_refused_total',
    help: 'Prices of the market feed that were refused, by reason',
    labelNames: ['reason'],
    registers,
  })
  const failed = new Counter({
    name: 'bourse_feed_failures_total',
    help: 'Polls of the market feed that brought nothing, by reason',
    labelNames: ['reason'],
    registers,
  })
  const leading = new Gauge({
    name: 'bourse_feed_leading',
    help: 'Whether this process polls the market feed',
    registers,
  })
  const age = new Gauge({
    name: 'bourse_feed_age_seconds',
    help: 'Age of the newest price',
    labelNames: ['source'],
    registers,
  })
  const unknown = new Gauge({
    name: 'bourse_feed_unknown_asset',
    help: 'Assets that the market feed does not know',
    labelNames: ['symbol'],
    registers,
  })
  return {
    accepted: (ticks) => accepted.inc(ticks),
    refused: (reason, ticks) => refused.inc({ reason }, ticks),
    failed: (reason) => failed.inc({ reason }),
    leading: (yes) => leading.set(yes ? 1 : 0),
    age: (ms) => (ms === undefined ? age.reset() : age.set({ source: 'feed' }, ms / 1000)),
    unknown: (symbols) => {
      unknown.reset()
      for (const symbol of symbols) unknown.set({ symbol }, 1)
    },
  }
}
