import type { KeyRing } from '@bourse/common/security/key-ring'
import type { Worker } from '@bourse/common/service/run-service'
import type { StoreKit } from '@bourse/common/service/store-kit'
import type { AuditorDao, AuditSummary } from '@bourse/common/store/auditor-dao'
import { Gauge, type Registry } from 'prom-client'
import { Auditor } from './auditor'

/** The auditor as a worker of this process; its figures are gauges. */
export const createAuditor = (kit: StoreKit, dao: AuditorDao, keyRing: KeyRing): Worker => {
  const show = gauges(kit.registry)
  const auditor = new Auditor({
    dao,
    leases: kit.leases,
    owner: `auditor_${kit.newId()}`,
    now: Date.now,
    sleep: (ms) => Bun.sleep(ms),
    sign: (text) => signWith(keyRing, text),
    onSummary: show,
    onViolation: ({ rule }) => kit.log.error('the ledger is violated', { reason: rule }),
    onError: (err) => kit.log.warn('the auditor could not finish a round', { err }),
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
