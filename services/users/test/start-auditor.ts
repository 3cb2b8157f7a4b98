import { AuditorDao, type AuditSummary } from '@bourse/common/store/auditor-dao'
import { LeaseDao } from '@bourse/common/store/lease-dao'
import type { Store } from '@bourse/common/store/store'
import { Auditor, type AuditorDeps } from '../src/auditor/auditor'
import type { Finding } from '../src/auditor/finding'

/** An auditor on a clock that sleeping moves; it tells what it told. */
export const startAuditor = (
  { store, clock }: { store: Store; clock: { now: number } },
  more: Partial<AuditorDeps> = {},
) => {
  const summaries: AuditSummary[] = []
  const violations: Finding[] = []
  const dao = new AuditorDao(store)
  const auditor = new Auditor({
    dao,
    leases: new LeaseDao(store),
    owner: 'one',
    now: () => clock.now,
    sleep: async (ms) => {
      clock.now += ms
    },
    sign: async (text) => ({ signature: `signed ${text}`, keyId: 'k1' }),
    onSummary: (summary) => summaries.push(summary),
    onViolation: (finding) => violations.push(finding),
    onError: (error) => {
      throw error
    },
    refoldEveryMs: Number.POSITIVE_INFINITY,
    ...more,
  })
  return { auditor, dao, summaries, violations }
}
