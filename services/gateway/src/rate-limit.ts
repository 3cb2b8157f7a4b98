import { type Rejection, reject } from '@bourse/common/domain/rejection'
import type { RateDecision, RateLimit } from '@bourse/common/shared-state/shared-state'

/**
 * The limits, each per minute, all of it at once if need be: `auth` and `public` per address,
 * `read` and `trade` per user, `address` over everything that an address sends with a token.
 */
export const LIMITS = {
  auth: 60,
  public: 1200,
  read: 1200,
  trade: 300,
  address: 6000,
} as const

export type LimitClass = Exclude<keyof typeof LIMITS, 'address'>

/** Takes one unit of a bucket; `SharedState.consume` is one. */
export type Consume = (bucket: string, rate: RateLimit) => Promise<RateDecision>

/** Takes one unit of a class for one address or user, and says in `headers` what is left. */
export type TakeLimit = (
  name: keyof typeof LIMITS,
  key: string,
  headers: Headers,
) => Promise<Rejection | undefined>

const WINDOW_MS = 60_000

/** Every limit is multiplied by `scale` (1 is right for people; load tests raise it). */
export const createRateLimit =
  (consume: Consume, scale: number): TakeLimit =>
  async (name, key, headers) => {
    const limit = LIMITS[name] * scale
    const decision = await consume(`${name}:${key}`, { limit, windowMs: WINDOW_MS })
    headers.set('ratelimit-policy', `"${name}";q=${limit};w=${WINDOW_MS / 1000}`)
    headers.set('ratelimit', `"${name}";r=${decision.remaining};t=${seconds(decision.resetMs)}`)
    if (decision.allowed) return undefined
    return reject('rate_limited', 'Wait as long as Retry-After says, then go on more slowly.', {
      retryAfterMs: decision.retryAfterMs,
    })
  }

const seconds = (ms: number): number => Math.ceil(ms / 1000)
