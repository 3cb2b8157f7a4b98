import type { Lease, LeaseDao } from '@bourse/common/store/lease-dao'

export interface FeedLeaseOptions {
  readonly leases: Pick<LeaseDao, 'acquire' | 'save' | 'release'>
  /** Unlike any other process's. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly ttlMs: number
  /** Calls to the source that may be spent in a calendar month (UTC). */
  readonly monthlyCalls: number
}

const NAME = 'market-feed'

/** The right to poll the feed, and the month's budget of calls that goes from holder to holder. */
export class FeedLease {
  readonly ttlMs: number
  readonly #options: FeedLeaseOptions
  #lease: Lease | undefined

  constructor(options: FeedLeaseOptions) {
    this.ttlMs = options.ttlMs
    this.#options = options
  }

  /** Takes the lease or renews it; undefined when another process holds it. */
  async renew(): Promise<Lease | undefined> {
    const { leases, owner, now, ttlMs } = this.#options
    this.#lease = await leases.acquire(NAME, { owner, now: now(), ttlMs })
    return this.#lease
  }

  /** Takes one call from this month's budget, durably, before it is made. */
  async spend(): Promise<boolean> {
    const lease = this.#lease
    if (!lease) return false
    const now = this.#options.now()
    const month = new Date(now).toISOString().slice(0, 7)
    const calls = spentIn(lease, month)
    if (calls >= this.#options.monthlyCalls) return false
    const data = { ...lease.data, month, calls: BigInt(calls + 1), called_at: BigInt(now) }
    if (!(await this.#options.leases.save(lease, data))) return false
    this.#lease = { ...lease, data }
    return true
  }

  /** When any holder last spent a call, in epoch milliseconds; 0 when none did. */
  lastCallAt(): number {
    return wholeNumber(this.#lease?.data['called_at'])
  }

  async release(): Promise<void> {
    const lease = this.#lease
    this.#lease = undefined
    if (lease) await this.#options.leases.release(lease)
  }
}

/** What is not a number of ours counts as nothing spent. */
const wholeNumber = (value: unknown): number => (typeof value === 'bigint' ? Number(value) : 0)

const spentIn = (lease: Lease, month: string): number =>
  lease.data['month'] === month ? wholeNumber(lease.data['calls']) : 0
