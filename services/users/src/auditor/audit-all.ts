import type { Book } from '@bourse/common/domain/ledger'
import type { Minor } from '@bourse/common/domain/money'
import { AuditorDao, type Flows } from '@bourse/common/store/auditor-dao'
import type { Store } from '@bourse/common/store/store'
import type { Finding } from './finding'
import { refoldAccount } from './refold-account'
import { Suspicions } from './suspicions'

export interface AuditReport {
  readonly accounts: number
  readonly entries: number
  readonly violations: readonly Finding[]
  /** Accounts that moved faster than they could be read: neither sound nor broken. */
  readonly unfinished: readonly string[]
  /** What moved on each book by asset (minor units), and their sum, which is zero in a sound ledger. */
  readonly totals: ReadonlyMap<string, Readonly<Record<Book | 'sum', Minor>>>
}

/**
 * Verifies the whole ledger once, from the first entries, without writing anything.
 * @throws StoreUnavailable when the store does not answer
 */
export const auditAll = async (
  store: Store,
  { now = Date.now, sleep = (ms: number) => Bun.sleep(ms) } = {},
): Promise<AuditReport> => {
  const dao = new AuditorDao(store)
  const deps = { dao, suspicions: new Suspicions(now), sleep }
  const totals = new Map<string, Record<Book, Minor>>()
  const violations: Finding[] = []
  const unfinished: string[] = []
  let accounts = 0
  let entries = 0
  for await (const group of dao.accounts()) {
    for (const account of group) {
      const refolded = await refoldAccount(deps, account)
      accounts++
      entries += refolded.entries
      violations.push(...refolded.findings)
      if (!refolded.done && refolded.findings.length === 0) unfinished.push(account)
      for (const flows of refolded.flows) addInto(totals, flows)
    }
  }
  return { accounts, entries, violations, unfinished, totals: withSums(totals) }
}

const addInto = (totals: Map<string, Record<Book, Minor>>, flows: Flows): void => {
  for (const [asset, by] of flows) {
    const at = totals.get(asset) ?? { user: 0n, house: 0n, spread: 0n, fees: 0n, external: 0n }
    totals.set(asset, {
      user: at.user + by.user,
      house: at.house + by.house,
      spread: at.spread + by.spread,
      fees: at.fees + by.fees,
      external: at.external + by.external,
    })
  }
}

/** Adds the sum over all books. */
export const withSums = (totals: Flows): AuditReport['totals'] =>
  new Map(
    [...totals].map(([asset, b]) => [
      asset,
      { ...b, sum: b.user + b.house + b.spread + b.fees + b.external },
    ]),
  )
