import type { AccountState, Position } from '@bourse/common/domain/account'
import { toState } from '@bourse/common/store/account-dao'
import type { AuditProgress } from '@bourse/common/store/audit-progress'
import type { AuditorDao, Flows, ScannedEntry } from '@bourse/common/store/auditor-dao'
import { CorruptItem } from '@bourse/common/store/item'
import type { Item } from '@bourse/common/store/store'
import { type Audited, auditEntries, missing, progressAtStart } from './audit-account'
import { auditPositions, auditState, settledOn } from './audit-balances'
import type { Finding, Rule } from './finding'

export interface VerifyDeps {
  readonly reads: Pick<AuditorDao, 'entries' | 'positions'>
  /** Whether a finding is final, or may be a commit seen half. */
  readonly stands: (finding: Finding) => boolean
  /** Keeps progress; false when another auditor was there first. */
  readonly advance: (
    from: AuditProgress | undefined,
    to: AuditProgress,
    verified: { readonly entries: number; readonly flows: Flows },
  ) => Promise<boolean>
}

export interface Standing {
  readonly account: string
  readonly state: Item | undefined
  readonly progress: AuditProgress | undefined
  /** A head that was verified before and must still be there. */
  readonly anchor?: Pick<AuditProgress, 'seq' | 'head'> | undefined
}

export interface Verified {
  readonly progress: AuditProgress | undefined
  readonly findings: readonly Finding[]
  /** The journal was folded to the state's sequence, and state and positions were compared. */
  readonly done: boolean
}

/** Entries per step: each may name an asset of its own, and a step's totals are one transaction. */
const PAGE = 40
const PAGES = 50

/** Folds an account's journal exactly up to the sequence on its state, then compares the two. */
export const verifyAccount = async (deps: VerifyDeps, standing: Standing): Promise<Verified> => {
  const state = readState(standing)
  if ('rule' in state) return unverified(deps, standing, state)
  const findings: Finding[] = []
  let progress = standing.progress
  for (let page = 0; page < PAGES; page++) {
    const step = await verifyPage(deps, { standing, state, progress })
    findings.push(...step.findings)
    if (hasMoved(progress, step.to) && !(await deps.advance(progress, step.to, step.audited))) break
    progress = step.to
    if (step.last) return { progress, findings, done: progress.compared }
  }
  return { progress, findings, done: false }
}

interface Step {
  readonly to: AuditProgress
  readonly audited: Audited
  readonly findings: readonly Finding[]
  /** Nothing more can be verified now. */
  readonly last: boolean
}

const verifyPage = async (
  deps: VerifyDeps,
  at: { standing: Standing; state: AccountState; progress: AuditProgress | undefined },
): Promise<Step> => {
  const { standing, state } = at
  const from = at.progress ?? progressAtStart(standing.account)
  const scanned = await deps.reads.entries(standing.account, from.seq, PAGE)
  const audited = auditPage(deps, { from, scanned, state })
  const findings = [...audited.findings, ...rewritten(standing, scanned)]
  if (audited.progress.seq < state.seq) {
    return { to: audited.progress, audited, findings, last: audited.gap !== undefined }
  }
  const compared = await compare(deps, { state, scanned, audited })
  return {
    to: compared.progress,
    audited,
    findings: [...findings, ...compared.findings],
    last: true,
  }
}

const hasMoved = (from: AuditProgress | undefined, to: AuditProgress): boolean =>
  from?.seq !== to.seq || from.compared !== to.compared

const readState = ({ account, state, progress }: Standing): AccountState | Finding => {
  const seq = progress?.seq ?? 0n
  if (!state) return { account, seq, rule: 'state_missing', detail: 'there is no state' }
  try {
    const read = toState(state)
    if (read.seq >= seq) return read
    return { account, seq, rule: 'state_behind', detail: `the state is back at ${read.seq}` }
  } catch (error) {
    return { account, seq, rule: 'malformed_state', detail: said(error) }
  }
}

const unverified = (deps: VerifyDeps, { progress }: Standing, finding: Finding): Verified => ({
  progress,
  findings: deps.stands(finding) ? [finding] : [],
  done: false,
})

interface Page {
  readonly from: AuditProgress
  readonly scanned: readonly ScannedEntry[]
  readonly state: AccountState
}

/** A hole is read past only when it has stood for the whole grace. */
const auditPage = (deps: VerifyDeps, { from, scanned, state }: Page): Audited => {
  const range = { until: state.seq, complete: scanned.length < PAGE, skipGap: false }
  const audited = auditEntries(from, scanned, range)
  if (audited.gap === undefined) return audited
  if (!deps.stands(missing(from.account, audited.gap, audited.gap))) return audited
  return { ...auditEntries(from, scanned, { ...range, skipGap: true }), gap: undefined }
}

const rewritten = ({ account, anchor }: Standing, scanned: readonly ScannedEntry[]): Finding[] => {
  const one = scanned.find((s) => s.seq === anchor?.seq)
  if (!anchor || !one || !('entry' in one) || one.entry.hash === anchor.head) return []
  const detail = 'the entry is not the one that was verified before'
  return [{ account, seq: one.seq, rule: 'history_rewritten', detail }]
}

/** Compares what stands with what the journal folds to; unfinished while anything may yet settle. */
const compare = async (
  deps: VerifyDeps,
  { state, scanned, audited }: Omit<Page, 'from'> & { audited: Audited },
): Promise<{ progress: AuditProgress; findings: Finding[] }> => {
  const { progress } = audited
  const found = (rule: Rule, detail: string, seq = progress.seq): Finding => ({
    account: progress.account,
    seq,
    rule,
    detail,
  })
  const positions = await readPositions(deps, progress.account)
  const phantom = scanned.find((one) => one.seq > state.seq)
  const findings = [
    ...auditState(progress, state),
    ...('unreadable' in positions
      ? [found('malformed_position', positions.unreadable)]
      : auditPositions(progress, positions.read)),
    ...(phantom ? [found('phantom_entry', `entry ${phantom.seq}`, phantom.seq)] : []),
  ]
  const final = findings.filter((finding) => deps.stands(finding))
  const settled = final.length === findings.length
  const read = 'read' in positions ? positions.read : []
  return { progress: settled ? settledOn(progress, state, read) : progress, findings: final }
}

const readPositions = async (
  deps: VerifyDeps,
  account: string,
): Promise<{ read: readonly Position[] } | { unreadable: string }> => {
  try {
    return { read: await deps.reads.positions(account) }
  } catch (error) {
    if (!(error instanceof CorruptItem)) throw error
    return { unreadable: error.message }
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
