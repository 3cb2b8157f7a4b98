import { type Finding, MAY_SETTLE } from './finding'

/** How long a half-seen commit may take to show whole. */
const GRACE_MS = 5000
const FORGET_MS = 20 * GRACE_MS

/** Remembers since when something looks wrong that may be a commit seen half. Times are epoch ms. */
export class Suspicions {
  readonly #now: () => number
  readonly #seen = new Map<string, { first: number; last: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether a finding is final: at once when no read can explain it, else after the grace. */
  stands(finding: Finding): boolean {
    if (!MAY_SETTLE.has(finding.rule)) return true
    const key = `${finding.account}|${finding.rule}|${finding.detail}`
    const now = this.#now()
    const first = this.#seen.get(key)?.first ?? now
    this.#seen.set(key, { first, last: now })
    return now - first >= GRACE_MS
  }

  /** Drops what has not been seen for long, so that memory stays bounded. */
  forget(): void {
    for (const [key, { last }] of this.#seen) {
      if (this.#now() - last > FORGET_MS) this.#seen.delete(key)
    }
  }
}
