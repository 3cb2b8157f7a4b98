import { newAccount, type Position } from '@bourse/common/domain/account'
import type { Asset } from '@bourse/common/domain/asset'
import type { MoneySnapshot } from '@bourse/common/store/decision'
import type { OrderMarket } from '../src/place-order/price-order'

export const NOW = Date.UTC(2026, 0, 1)

/** An asset of eight decimals whose orders are worth 1 to 100,000 USD. */
export const someAsset = (change: Partial<Asset> = {}): Asset => ({
  symbol: 'BTC',
  name: 'Bitcoin',
  decimals: 8,
  minNotional: 1_000_000n,
  maxNotional: 100_000_000_000n,
  status: 'active',
  haltedBy: null,
  maxAgeMs: 15_000,
  ...change,
})

/** A market at 50,000 USD with 20 bps of spread and 25 of fee. */
export const someMarket = (change: Partial<OrderMarket> = {}): OrderMarket => ({
  asset: someAsset(),
  price: { symbol: 'BTC', price: 50_000n * 10n ** 12n, at: NOW - 2000, source: 'simulated' },
  trading: 'enabled',
  spreadBps: 20,
  feeBps: 25,
  ...change,
})

/** An account with 1,000 USD and the given position. */
export const someSnapshot = (
  of: { available?: bigint; position?: Partial<Position> } = {},
): MoneySnapshot => ({
  state: { ...newAccount('usr_1', 'head', NOW), available: of.available ?? 1_000_000_000n },
  position: {
    account: 'usr_1',
    asset: 'BTC',
    available: 0n,
    held: 0n,
    costBasis: 0n,
    realisedPnl: 0n,
    seq: 0n,
    ...of.position,
  },
  record: undefined,
  now: NOW,
})
