/** A limit of `limit` units per window; all of it may be used at once, then it refills evenly. */
export type RateLimit = {
  limit: number
  windowMs: number
  /** Units that this call takes; 1 unless said. */
  cost?: number
}

/** The numbers behind `RateLimit` and `Retry-After`. A refused call takes nothing. */
export type RateDecision = {
  allowed: boolean
  limit: number
  /** Whole units left. */
  remaining: number
  /** Until the limit is whole again. */
  resetMs: number
  /** Until the same call would be allowed; 0 when it was. */
  retryAfterMs: number
}

/**
 * What processes share for speed, never for safety: losing it costs time alone. No method throws or
 * takes longer than the adapter's deadline; while the shared part is away `get` finds nothing,
 * `set` and `delete` do nothing, limits count in this process, messages reach this process.
 */
export type SharedState = {
  get(key: string): Promise<string | undefined>
  /** Every entry has a lifetime, in milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
  /** Takes units from a bucket such as `login:203.0.113.7`. */
  consume(bucket: string, rate: RateLimit): Promise<RateDecision>
  /** Gives a bucket all of its units back. */
  refill(bucket: string): Promise<void>
  /** Tells every subscriber of every process, at most once; the own process for certain. */
  publish(channel: string, message: string): Promise<void>
  /** Returns how to stop. */
  subscribe(channel: string, listener: (message: string) => void): () => void
  /** Whether the shared part answers. False stops nothing. */
  healthy(): Promise<boolean>
  close(): Promise<void>
}

/** Counts whether an entry was found: the hit metric of each layer. */
export type OnHit = (layer: string, hit: boolean) => void
