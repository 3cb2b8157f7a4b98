import type { AccountState, Position } from '@bourse/common/domain/account'
import { type Bucket, bucketKey } from '@bourse/common/domain/ledger'
import type { Minor } from '@bourse/common/domain/money'
import type { AuditProgress } from '@bourse/common/store/audit-progress'
import type { Finding, Rule } from './finding'

const BUCKETS: readonly Bucket[] = ['available', 'held']

/** Compares a journal folded to `state.seq` with the state as it stands. */
export const auditState = (progress: AuditProgress, state: AccountState): Finding[] => {
  const findings = BUCKETS.flatMap((bucket) => {
    const folded = progress.balances.get(bucketKey('USD', bucket)) ?? 0n
    return state[bucket] === folded
      ? []
      : [finding(progress, 'state_mismatch', `USD ${bucket}: ${off(state[bucket], folded)}`)]
  })
  if (state.head !== progress.head) {
    findings.push(finding(progress, 'head_mismatch', 'the state names another newest entry'))
  }
  return findings
}

/**
 * Compares a journal folded to an account's sequence with its positions. One that was written later
 * is left for later; its `seq` says when it must agree.
 */
export const auditPositions = (
  progress: AuditProgress,
  positions: readonly Position[],
): Finding[] => {
  const held = new Set(positions.map((p) => p.asset))
  const absent = [...progress.touched.keys()].filter((a) => a !== 'USD' && !held.has(a))
  return [
    ...absent.map((asset) => finding(progress, 'position_missing', asset)),
    ...positions.flatMap((position) => auditPosition(progress, position)),
  ]
}

const auditPosition = (progress: AuditProgress, position: Position): Finding[] => {
  const { asset, seq } = position
  if (seq > progress.seq) return [finding(progress, 'position_ahead', `${asset} at ${seq}`)]
  if ((progress.touched.get(asset) ?? 0n) > seq) {
    return [finding(progress, 'position_behind', `${asset} at ${seq}`)]
  }
  return BUCKETS.flatMap((bucket) => {
    const folded = progress.balances.get(bucketKey(asset, bucket)) ?? 0n
    if (position[bucket] === folded) return []
    const detail = `${asset} ${bucket}: ${off(position[bucket], folded)}`
    return [finding(progress, 'position_mismatch', detail)]
  })
}

const off = (stands: Minor, folded: Minor): string =>
  `stands at ${stands}, the entries come to ${folded}`

const finding = ({ account, seq }: AuditProgress, rule: Rule, detail: string): Finding => ({
  account,
  seq,
  rule,
  detail,
})

/** Takes what stands in state and positions for granted: a discrepancy that was told is not told again. */
export const settledOn = (
  progress: AuditProgress,
  state: AccountState,
  positions: readonly Position[],
): AuditProgress => {
  const balances = new Map(progress.balances)
  const known = positions.filter((p) => p.seq <= progress.seq)
  for (const bucket of BUCKETS) {
    balances.set(bucketKey('USD', bucket), state[bucket])
    for (const p of known) balances.set(bucketKey(p.asset, bucket), p[bucket])
  }
  return { ...progress, head: state.head, balances, compared: true }
}
