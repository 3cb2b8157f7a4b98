import type { JournalType } from '@bourse/contracts/cash'
import type { Minor } from './money'

/** Whose side a posting is on: the account's owner, or one of the platform's own books. */
export type Book = 'user' | 'house' | 'spread' | 'fees' | 'external'
export type Bucket = 'available' | 'held'

/** One leg of an entry, signed, in minor units of its asset. Only the user's book has a held bucket. */
export interface Posting {
  readonly book: Book
  readonly bucket: Bucket
  readonly asset: string
  readonly amount: Minor
}

export interface BalanceAfter {
  readonly asset: string
  readonly bucket: Bucket
  readonly amount: Minor
}

/** Where a fill's price came from: price is USD x 10^12, times are epoch milliseconds. */
export interface Provenance {
  readonly source: 'simulated' | 'coingecko'
  readonly mid: Minor
  readonly price: Minor
  readonly spreadBps: number
  readonly feeBps: number
  readonly at: number
  readonly ageMs: number
}

/** A journal entry before it has a place in the chain: what a decision makes. */
export interface JournalDraft {
  readonly type: JournalType
  readonly postings: readonly Posting[]
  /** Id of the order or transfer that it belongs to. */
  readonly reference: string
  readonly provenance?: Provenance
}

export interface JournalEntry extends JournalDraft {
  readonly account: string
  readonly seq: bigint
  readonly at: number
  readonly after: readonly BalanceAfter[]
  readonly previous: string
  readonly hash: string
}

/** The head of an account's chain before its first entry. */
export const GENESIS = '0'.repeat(64)

/** Sum of all postings of each asset: an entry is balanced when every sum is zero. */
export const sums = (postings: readonly Posting[]): Map<string, Minor> => {
  const totals = new Map<string, Minor>()
  for (const p of postings) totals.set(p.asset, (totals.get(p.asset) ?? 0n) + p.amount)
  return totals
}

/** True when the postings of each asset add up to zero and only the user's book is held. */
export const isBalanced = (postings: readonly Posting[]): boolean =>
  [...sums(postings).values()].every((total) => total === 0n) &&
  postings.every((p) => p.book === 'user' || p.bucket === 'available')

/** The user's own movements, netted by asset and bucket, in a fixed order; zero nets are left out. */
export const userDeltas = (postings: readonly Posting[]): BalanceAfter[] => {
  const net = new Map<string, BalanceAfter>()
  for (const { asset, bucket, amount } of postings.filter((p) => p.book === 'user')) {
    const key = `${asset} ${bucket}`
    net.set(key, { asset, bucket, amount: (net.get(key)?.amount ?? 0n) + amount })
  }
  return [...net.values()]
    .filter((d) => d.amount !== 0n)
    .sort((a, b) => (`${a.asset} ${a.bucket}` < `${b.asset} ${b.bucket}` ? -1 : 1))
}

/** Key of one bucket of one asset in a folded account. */
export const bucketKey = (asset: string, bucket: Bucket): string => `${asset} ${bucket}`

/** Adds an entry's user movements to balances by `bucketKey`; returns new balances. */
export const fold = (
  balances: ReadonlyMap<string, Minor>,
  postings: readonly Posting[],
): Map<string, Minor> => {
  const next = new Map(balances)
  for (const d of userDeltas(postings)) {
    const key = bucketKey(d.asset, d.bucket)
    next.set(key, (next.get(key) ?? 0n) + d.amount)
  }
  return next
}

/**
 * The text that an entry's hash covers, version 1: every field in a fixed order, so that any engine
 * and any release writes the same bytes.
 */
export const canonicalEntry = (e: Omit<JournalEntry, 'hash'>): string =>
  JSON.stringify([
    'j1',
    e.account,
    e.seq.toString(),
    new Date(e.at).toISOString(),
    e.type,
    e.reference,
    e.postings.map((p) => [p.book, p.bucket, p.asset, p.amount.toString()]),
    e.after.map((a) => [a.asset, a.bucket, a.amount.toString()]),
    e.provenance ? provenanceFields(e.provenance) : null,
    e.previous,
  ])

const provenanceFields = (p: Provenance) => [
  p.source,
  p.mid.toString(),
  p.price.toString(),
  p.spreadBps,
  p.feeBps,
  p.at,
  p.ageMs,
]
