import {
  type Book,
  bucketKey,
  fold,
  isBalanced,
  type JournalEntry,
  userDeltas,
} from '@bourse/common/domain/ledger'
import type { Minor } from '@bourse/common/domain/money'
import { genesisHead } from '@bourse/common/store/account-dao'
import type { AuditProgress } from '@bourse/common/store/audit-progress'
import type { Flows, ScannedEntry } from '@bourse/common/store/auditor-dao'
import { entryHash } from '@bourse/common/store/journal-dao'
import type { Finding, Rule } from './finding'

/** What some entries of a journal come to when the account stood at `from`. */
export interface Audited {
  readonly progress: AuditProgress
  readonly findings: readonly Finding[]
  readonly flows: Flows
  readonly entries: number
  /** A sequence that is missing; entries behind it were not looked at unless the gap was skipped. */
  readonly gap: bigint | undefined
}

/** An account before its first entry. */
export const progressAtStart = (account: string): AuditProgress => ({
  account,
  seq: 0n,
  head: genesisHead(account),
  at: 0,
  balances: new Map(),
  touched: new Map(),
  compared: false,
})

/** How far to fold; `complete` when the store has shown its last entry; `skipGap` reads past a hole. */
export interface Range {
  readonly until: bigint
  readonly complete: boolean
  readonly skipGap: boolean
}

/**
 * Folds entries, oldest first, up to `until` and checks each: readable, next in sequence, sealed by
 * its hash, chained to the one before, balanced, true in its balances, not earlier in time. After a
 * finding the journal's own word is taken, so that each discrepancy is told once, where it appears.
 */
export const auditEntries = (
  from: AuditProgress,
  scanned: readonly ScannedEntry[],
  range: Range,
): Audited => {
  let progress = from
  const findings: Finding[] = []
  const flows = new Map<string, Record<Book, Minor>>()
  const within = scanned.filter((one) => one.seq <= range.until)
  const read = range.skipGap ? within : unbroken(from.seq, within)
  for (const one of read) {
    const next = step(overGap(progress, one, findings), one)
    findings.push(...next.findings)
    if ('entry' in one && isReadable(one.entry)) addFlows(flows, one.entry)
    progress = next.progress
  }
  const gap = gapAfter(progress.seq, { ...range, complete: range.complete || read !== within })
  if (gap !== undefined && range.skipGap) {
    findings.push(missing(from.account, gap, range.until))
    progress = { ...progress, seq: range.until, compared: false }
  }
  return { progress, findings: findings.slice(0, MAX_FINDINGS), flows, entries: read.length, gap }
}

const unbroken = (from: bigint, scanned: readonly ScannedEntry[]): readonly ScannedEntry[] => {
  const broken = scanned.findIndex((one, i) => one.seq !== from + BigInt(i) + 1n)
  return broken === -1 ? scanned : scanned.slice(0, broken)
}

const gapAfter = (seq: bigint, { until, complete }: Range): bigint | undefined =>
  complete && seq < until ? seq + 1n : undefined

/** Behind a hole the chain can only be taken up where the next entry says it was. */
const overGap = (
  progress: AuditProgress,
  one: ScannedEntry,
  findings: Finding[],
): AuditProgress => {
  if (one.seq === progress.seq + 1n) return progress
  findings.push(missing(progress.account, progress.seq + 1n, one.seq - 1n))
  return { ...progress, head: 'entry' in one ? one.entry.previous : progress.head }
}

/** What is said of entries that are not there. */
export const missing = (account: string, first: bigint, last: bigint): Finding => ({
  account,
  seq: first,
  rule: 'missing_entry',
  detail: first === last ? `entry ${first} is missing` : `entries ${first} to ${last} are missing`,
})

/** Of one page: a journal that is wrong from end to end says so without a record for each entry. */
const MAX_FINDINGS = 10
/** No operation moves more than cash and one asset; a planted entry can't name more totals. */
const MAX_ASSETS = 2

const isReadable = (entry: JournalEntry): boolean =>
  new Set(entry.postings.map((p) => p.asset)).size <= MAX_ASSETS

const step = (
  progress: AuditProgress,
  one: ScannedEntry,
): { progress: AuditProgress; findings: Finding[] } => {
  const found = (rule: Rule, detail: string): Finding => ({
    account: progress.account,
    seq: one.seq,
    rule,
    detail,
  })
  if ('corrupt' in one) {
    const skipped = { ...progress, seq: one.seq, compared: false }
    return { progress: skipped, findings: [found('malformed_entry', one.corrupt)] }
  }
  const { entry } = one
  if (!isReadable(entry)) {
    const skipped = { ...progress, seq: entry.seq, head: entry.hash, compared: false }
    return { progress: skipped, findings: [found('malformed_entry', 'too many assets')] }
  }
  const balances = fold(progress.balances, entry.postings)
  const findings = RULES.flatMap(([rule, check]) => {
    const detail = check(entry, progress, balances)
    return detail === undefined ? [] : [found(rule, detail)]
  })
  return { progress: advanced(progress, entry, balances), findings }
}

type Check = (
  entry: JournalEntry,
  before: AuditProgress,
  balances: ReadonlyMap<string, Minor>,
) => string | undefined

const RULES: readonly (readonly [Rule, Check])[] = [
  ['hash_mismatch', (e) => (entryHash(e) === e.hash ? undefined : 'the hash does not cover it')],
  ['chain_broken', (e, before) => (e.previous === before.head ? undefined : 'another follows')],
  [
    'unbalanced',
    (e) => (isBalanced(e.postings) ? undefined : 'the postings do not add up to zero'),
  ],
  ['wrong_after', (e, _, balances) => wrongAfter(e, balances)],
  ['negative_balance', (e, _, balances) => negative(e, balances)],
  [
    'time_backwards',
    (e, before) => (e.at >= before.at ? undefined : 'it is earlier than the one before'),
  ],
]

const wrongAfter = (
  entry: JournalEntry,
  balances: ReadonlyMap<string, Minor>,
): string | undefined => {
  const moved = userDeltas(entry.postings).map((d) => bucketKey(d.asset, d.bucket))
  const told = new Map(entry.after.map((a) => [bucketKey(a.asset, a.bucket), a.amount]))
  if (told.size !== moved.length || entry.after.length !== moved.length) {
    return 'it tells other balances than it moves'
  }
  const wrong = moved.find((key) => told.get(key) !== balances.get(key))
  return wrong === undefined ? undefined : `${wrong} does not follow from the entries`
}

const negative = (
  entry: JournalEntry,
  balances: ReadonlyMap<string, Minor>,
): string | undefined => {
  const below = userDeltas(entry.postings)
    .map((d) => bucketKey(d.asset, d.bucket))
    .find((key) => (balances.get(key) ?? 0n) < 0n)
  return below === undefined ? undefined : `${below} is below zero`
}

const advanced = (
  progress: AuditProgress,
  entry: JournalEntry,
  balances: ReadonlyMap<string, Minor>,
): AuditProgress => {
  const next = new Map(balances)
  for (const a of entry.after) next.set(bucketKey(a.asset, a.bucket), a.amount)
  const touched = new Map(progress.touched)
  for (const { asset } of userDeltas(entry.postings)) touched.set(asset, entry.seq)
  return {
    account: progress.account,
    seq: entry.seq,
    head: entry.hash,
    at: Math.max(entry.at, progress.at),
    balances: next,
    touched,
    compared: false,
  }
}

const addFlows = (flows: Map<string, Record<Book, Minor>>, entry: JournalEntry): void => {
  for (const { asset, book, amount } of entry.postings) {
    const books = flows.get(asset) ?? { user: 0n, house: 0n, spread: 0n, fees: 0n, external: 0n }
    flows.set(asset, { ...books, [book]: books[book] + amount })
  }
}
