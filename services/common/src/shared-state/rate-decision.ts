import type { RateDecision, RateLimit } from './shared-state'

/** `fullAtMs`: when the bucket will be whole again (GCRA's theoretical arrival time). */
export type BucketStep = { decision: RateDecision; fullAtMs: number }

/**
 * The generic cell rate algorithm: one number per bucket, no burst at a window's edge, an exact
 * waiting time. The Lua text in `redis-rate.ts` is the same rule on the server's clock.
 */
export function decideRate(fullAtMs: number | undefined, now: number, rate: RateLimit): BucketStep {
  const perUnitMs = rate.windowMs / rate.limit
  const before = Math.max(fullAtMs ?? now, now)
  const after = before + perUnitMs * (rate.cost ?? 1)
  const overMs = after - now - rate.windowMs
  const fullAt = overMs > 0 ? before : after
  const decision = toDecision(fullAt - now, Math.max(overMs, 0), rate)
  return { decision, fullAtMs: fullAt }
}

/** From the time until the bucket is whole and the time until the call would fit. */
export function toDecision(untilFullMs: number, waitMs: number, rate: RateLimit): RateDecision {
  const left = (rate.windowMs - untilFullMs) / (rate.windowMs / rate.limit)
  return {
    allowed: waitMs === 0,
    limit: rate.limit,
    remaining: Math.max(0, Math.floor(left + ROUNDING)),
    resetMs: Math.ceil(untilFullMs),
    retryAfterMs: Math.ceil(waitMs),
  }
}

// Thirds of a window don't add up exactly in binary: two of three left is 2, not 1.99999.
const ROUNDING = 1e-6
