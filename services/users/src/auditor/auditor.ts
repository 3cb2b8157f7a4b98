import { createHash, type Hash } from 'node:crypto'
import type { AuditorDao, AuditSummary } from '@bourse/common/store/auditor-dao'
import type { Lease, LeaseDao } from '@bourse/common/store/lease-dao'
import type { Finding } from './finding'
import { refoldAccount } from './refold-account'
import { Suspicions } from './suspicions'
import { type Standing, verifyAccount } from './verify-account'

export interface AuditorDeps {
  readonly dao: AuditorDao
  readonly leases: Pick<LeaseDao, 'acquire' | 'release' | 'save'>
  /** Names this process among the replicas. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly sign: (text: string) => Promise<{ signature: string; keyId: string }>
  /** Told after each round, by every replica: what the gauges show. */
  readonly onSummary: (summary: AuditSummary) => void
  readonly onViolation: (finding: Finding) => void
  readonly onError: (error: unknown) => void
  readonly everyMs?: number
  /** Verifies everything from the first entries at the start, and then as often as this says. */
  readonly refoldAtStart?: boolean
  readonly refoldEveryMs?: number
}

const LEASE_MS = 30_000
const CHECKPOINT_MS = 3_600_000
const DAY_MS = 86_400_000

/**
 * Verifies the ledger in the background, one replica at a time: what is new in every round,
 * everything once a day. It only reports; it never corrects.
 */
export class Auditor {
  readonly #deps: AuditorDeps
  readonly #suspicions: Suspicions
  /** Accounts not verified up to their state, with the time since when. */
  readonly #unfinished = new Map<string, number>()
  #refoldDue: boolean
  #lease: Lease | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = true

  constructor(deps: AuditorDeps) {
    this.#deps = deps
    this.#suspicions = new Suspicions(deps.now)
    this.#refoldDue = deps.refoldAtStart ?? false
  }

  start(): void {
    if (!this.#stopped) return
    this.#stopped = false
    this.#schedule(0)
  }

  /** Ends after the account under way and gives the lease up. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
    const lease = this.#lease
    this.#lease = undefined
    if (lease) await this.#deps.leases.release(lease).catch(this.#deps.onError)
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.round()
        .catch(this.#deps.onError)
        .then(() => {
          if (!this.#stopped) this.#schedule(this.#deps.everyMs ?? 5000)
        })
    }, ms)
  }

  /** One round, as the leader; another replica only reads what the leader found. */
  async round(): Promise<void> {
    if (await this.#lead()) {
      await this.#pass()
      await this.#refoldIfDue()
    }
    this.#deps.onSummary(await this.#deps.dao.summary())
  }

  async #lead(): Promise<boolean> {
    const { leases, owner, now } = this.#deps
    const held = this.#lease
    if (held && held.expiresAt - now() > LEASE_MS / 2) return true
    this.#lease = await leases.acquire('auditor', { owner, now: now(), ttlMs: LEASE_MS })
    return this.#lease !== undefined
  }

  async #pass(): Promise<void> {
    const { dao, now } = this.#deps
    const startedAt = now()
    const heads = createHash('sha256')
    let accounts = 0
    for await (const group of dao.accounts()) {
      for (const standing of await dao.standings(group)) {
        await this.#visit(standing, { startedAt, heads })
      }
      accounts += group.length
      if (!this.#going() || !(await this.#lead())) return
    }
    this.#suspicions.forget()
    const verifiedUntil = Math.min(startedAt, ...this.#unfinished.values())
    await dao.savePass({ accounts, at: now(), verifiedUntil })
    await this.#checkpointIfDue(accounts, heads.digest('hex'))
  }

  /** A round that is called by hand runs to its end; one of a stopped auditor does not. */
  #going(): boolean {
    return !(this.#stopped && this.#timer)
  }

  async #visit(
    standing: Standing,
    { startedAt, heads }: { startedAt: number; heads: Hash },
  ): Promise<void> {
    const { dao } = this.#deps
    const verified = isQuiet(standing)
      ? { progress: standing.progress, findings: [], done: true }
      : await verifyAccount(
          { reads: dao, stands: (f) => this.#suspicions.stands(f), advance: dao.advance.bind(dao) },
          standing,
        )
    await this.#report(verified.findings)
    const { account } = standing
    if (verified.done) this.#unfinished.delete(account)
    else if (!this.#unfinished.has(account)) this.#unfinished.set(account, startedAt)
    const at = verified.progress
    heads.update(`${account} ${at?.seq ?? 0n} ${at?.head ?? ''}\n`)
  }

  async #report(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) {
      const isNew = await this.#deps.dao.record({ ...finding, foundAt: this.#deps.now() })
      if (isNew) this.#deps.onViolation(finding)
    }
  }

  async #checkpointIfDue(accounts: number, headsHash: string): Promise<void> {
    const { dao, now, sign } = this.#deps
    const last = (await dao.summary()).checkpoint
    const at = now()
    if (last && at - last.at < CHECKPOINT_MS) return
    const signed = await sign(checkpointText({ at, accounts, headsHash }))
    await dao.saveCheckpoint({ at, headsHash, ...signed })
  }

  async #refoldIfDue(): Promise<void> {
    const { leases, now } = this.#deps
    const last = Number(this.#lease?.data['refolded_at'] ?? 0n)
    const due = now() - last >= (this.#deps.refoldEveryMs ?? DAY_MS)
    if (!(this.#refoldDue || due) || !(await this.#refold())) return
    this.#refoldDue = false
    const lease = this.#lease
    const data = { ...lease?.data, refolded_at: BigInt(now()) }
    if (lease && (await leases.save(lease, data))) this.#lease = { ...lease, data }
  }

  /** Reads everything again: what was verified long ago may have been changed since. */
  async #refold(): Promise<boolean> {
    const { dao, sleep } = this.#deps
    const deps = { dao, suspicions: this.#suspicions, sleep }
    for await (const group of dao.accounts()) {
      for (const account of group) {
        await this.#report((await refoldAccount(deps, account)).findings)
        if (!this.#going() || !(await this.#lead())) return false
      }
    }
    return true
  }
}

/** Version 1 of what a checkpoint's signature covers; `headsHash` covers `account seq head` lines. */
export const checkpointText = (of: { at: number; accounts: number; headsHash: string }): string =>
  `bourse checkpoint 1\n${new Date(of.at).toISOString()}\n${of.accounts}\n${of.headsHash}\n`

/** Nothing has changed since state and positions were compared; what the state says is compared again. */
const isQuiet = ({ state, progress }: Standing): boolean =>
  state !== undefined &&
  progress?.compared === true &&
  state['seq'] === progress.seq &&
  state['head'] === progress.head &&
  state['available'] === (progress.balances.get('USD available') ?? 0n) &&
  state['held'] === (progress.balances.get('USD held') ?? 0n)
