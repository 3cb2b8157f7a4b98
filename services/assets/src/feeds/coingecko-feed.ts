import { type FeedAsset, type Markets, readMarkets } from './coingecko-markets'
import type { FeedFailure, FeedResult, PriceFeed } from './feed'
import { readBounded } from './read-bounded'
import { retryAfterMs } from './retry-after'

export interface CoinGeckoOptions {
  readonly assets: readonly FeedAsset[]
  /** Such as https://api.coingecko.com/api/v3, without a slash at the end. */
  readonly baseUrl: string
  readonly pollMs: number
  readonly apiKey?: { readonly plan: 'demo' | 'pro'; readonly key: string } | undefined
  readonly timeoutMs?: number
  readonly maxBodyBytes?: number
  /** Takes one call from the monthly budget before it is made; false when nothing is left. */
  readonly spend: () => Promise<boolean>
}

const COINS_PER_CALL = 250
const TIMEOUT_MS = 10_000
const MAX_BODY_BYTES = 2 * 1024 * 1024
const TRANSIENT_RETRY_MS = 60_000

type Failure = Extract<FeedResult, { ok: false }>

/**
 * Prices from CoinGecko's `/coins/markets`, the only address it ever calls: one call for each 250
 * assets. A call that fails fails the poll. A class because it holds the key.
 */
export class CoinGeckoFeed implements PriceFeed {
  readonly source = 'coingecko'
  readonly pollMs: number
  readonly #options: CoinGeckoOptions

  constructor(options: CoinGeckoOptions) {
    this.pollMs = options.pollMs
    this.#options = options
  }

  async poll(now: number): Promise<FeedResult> {
    const parts: Markets[] = []
    const { assets } = this.#options
    for (let first = 0; first < assets.length; first += COINS_PER_CALL) {
      const part = await this.#call(assets.slice(first, first + COINS_PER_CALL), now)
      if ('ok' in part) return part
      parts.push(part)
    }
    return {
      ok: true,
      ticks: parts.flatMap((part) => part.ticks),
      unknown: parts.flatMap((part) => part.unknown),
      skipped: parts.flatMap((part) => part.skipped),
    }
  }

  async #call(assets: readonly FeedAsset[], now: number): Promise<Markets | Failure> {
    if (!(await this.#options.spend())) return this.#failure('budget_exhausted', this.pollMs)
    try {
      const response = await this.#fetch(assets)
      const failure = this.#refusal(response, now)
      if (failure !== undefined) return await discard(response, failure)
      const text = await readBounded(response, this.#options.maxBodyBytes ?? MAX_BODY_BYTES)
      if (text === undefined) return this.#failure('too_large', this.pollMs)
      return readMarkets(text, assets, now) ?? this.#failure('invalid_body', this.pollMs)
    } catch (error) {
      return this.#failure(isTimeout(error) ? 'timeout' : 'network')
    }
  }

  #fetch(assets: readonly FeedAsset[]): Promise<Response> {
    const { baseUrl, apiKey, timeoutMs = TIMEOUT_MS } = this.#options
    const query = new URLSearchParams({
      vs_currency: 'usd',
      ids: assets.map((asset) => asset.coingeckoId).join(','),
      per_page: String(COINS_PER_CALL),
      precision: 'full',
    })
    return fetch(`${baseUrl}/coins/markets?${query}`, {
      headers: {
        accept: 'application/json',
        ...(apiKey ? { [`x-cg-${apiKey.plan}-api-key`]: apiKey.key } : {}),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  }

  #refusal({ status, headers }: Response, now: number): Failure | undefined {
    if (status === 200) return undefined
    const waitMs = retryAfterMs(headers.get('retry-after'), now, TRANSIENT_RETRY_MS)
    if (status === 429) return this.#failure('rate_limited', waitMs)
    if (status >= 500) return this.#failure('server_error', waitMs)
    const denied = status === 401 || status === 403
    return this.#failure(denied ? 'unauthorized' : 'unexpected_status', this.pollMs)
  }

  /** What passes by itself is tried again after a minute, what doesn't at the next poll. */
  #failure(reason: FeedFailure, waitMs = Math.min(this.pollMs, TRANSIENT_RETRY_MS)): Failure {
    return { ok: false, reason, retryAfterMs: waitMs }
  }
}

/** An answer that nobody reads would keep its connection. */
const discard = async (response: Response, failure: Failure): Promise<Failure> => {
  await response.body?.cancel()
  return failure
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
