import type { Logger } from '@bourse/common/runtime/log'
import type { KeyRing } from '@bourse/common/security/key-ring'
import type { AuditorDao, AuditSummary } from '@bourse/common/store/auditor-dao'
import { Gauge, type Registry } from 'prom-client'
import { Auditor, type AuditorDeps } from './auditor'

export interface AuditorParts {
  readonly dao: AuditorDao
  readonly leases: AuditorDeps['leases']
  readonly keyRing: KeyRing
  readonly registry: Registry
  readonly log: Logger
  readonly newId: () => string
}

/** The auditor as a worker of this process; its figures are gauges. */
export const createAuditor = (parts: AuditorParts) => {
  const { dao, leases, keyRing, log } = parts
  const show = gauges(parts.registry)
  const auditor = new Auditor({
    dao,
    leases,
    owner: `auditor_${parts.newId()}`,
    now: Date.now,
    sleep: (ms) => Bun.sleep(ms),
    sign: (text) => signWith(keyRing, text),
    onSummary: show,
    onViolation: ({ rule }) => log.error('the ledger is violated', { reason: rule }),
    onError: (err) => log.warn('the auditor could not finish a round', { err }),
  })
  return { name: 'auditor', start: () => auditor.start(), stop: () => auditor.stop() }
}

/** Ed25519 over the text, by the key that signs tokens now. */
const signWith = async (
  keyRing: KeyRing,
  text: string,
): Promise<{ signature: string; keyId: string }> => {
  const { kid, key } = keyRing.signer()
  const signature = await crypto.subtle.sign('Ed25519', key, new TextEncoder().encode(text))
  return { signature: Buffer.from(signature).toString('base64url'), keyId: kid }
}

const gauges = (registry: Registry): ((summary: AuditSummary) => void) => {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const entries = gauge('bourse_ledger_entries_verified', 'Journal entries verified so far')
  const violations = gauge('bourse_ledger_violations', 'Violations of the ledger ever found')
  const until = gauge(
    'bourse_ledger_verified_until_seconds',
    'Time up to which everything is verified, in seconds since 1970',
  )
  return (summary) => {
    entries.set(summary.entriesVerified)
    violations.set(summary.violationCount)
    if (summary.verifiedUntil !== null) until.set(summary.verifiedUntil / 1000)
  }
}
