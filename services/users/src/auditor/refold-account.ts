import type { AuditProgress } from '@bourse/common/store/audit-progress'
import type { AuditorDao, Flows } from '@bourse/common/store/auditor-dao'
import type { Finding, Rule } from './finding'
import type { Suspicions } from './suspicions'
import { type Verified, type VerifyDeps, verifyAccount } from './verify-account'

export interface RefoldDeps {
  readonly dao: Pick<AuditorDao, 'entries' | 'positions' | 'standings'>
  readonly suspicions: Suspicions
  readonly sleep: (ms: number) => Promise<void>
}

export interface Refolded {
  readonly account: string
  readonly findings: readonly Finding[]
  readonly entries: number
  readonly flows: readonly Flows[]
  /** False when the account moved faster than it could be read. */
  readonly done: boolean
}

const AGAIN_MS = 250
const ROUNDS = 400

/** Without a state there is nothing to fold up to. */
const HOPELESS: ReadonlySet<Rule> = new Set<Rule>([
  'state_missing',
  'state_behind',
  'malformed_state',
])

/**
 * Verifies an account from its first entry in memory, and that what the auditor verified before is
 * still there. Looks again while something may be a commit seen half.
 */
export const refoldAccount = async (deps: RefoldDeps, account: string): Promise<Refolded> => {
  const findings = new Map<string, Finding>()
  const flows: Flows[] = []
  let entries = 0
  let progress: AuditProgress | undefined
  const result = (done: boolean): Refolded => ({
    account,
    findings: [...findings.values()],
    entries,
    flows,
    done,
  })
  const advance: VerifyDeps['advance'] = (_from, _to, verified) => {
    entries += verified.entries
    flows.push(verified.flows)
    return Promise.resolve(true)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const before = progress?.seq
    const verified = await look(deps, { account, progress, advance })
    for (const f of verified.findings) findings.set(`${f.rule} ${f.seq} ${f.detail}`, f)
    progress = verified.progress
    if (verified.done) return result(true)
    if (verified.findings.some((f) => HOPELESS.has(f.rule))) return result(false)
    if (progress?.seq === before) await deps.sleep(AGAIN_MS)
  }
  return result(false)
}

const look = async (
  { dao, suspicions }: RefoldDeps,
  at: {
    account: string
    progress: AuditProgress | undefined
    advance: VerifyDeps['advance']
  },
): Promise<Verified> => {
  const [standing] = await dao.standings([at.account])
  return verifyAccount(
    { reads: dao, stands: (finding) => suspicions.stands(finding), advance: at.advance },
    { ...at, state: standing?.state, anchor: standing?.progress },
  )
}
