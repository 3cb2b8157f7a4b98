import { createHash } from 'node:crypto'
import { journalType } from '@bourse/contracts/cash'
import {
  type BalanceAfter,
  type Book,
  type Bucket,
  canonicalEntry,
  type JournalEntry,
  type Posting,
  type Provenance,
} from '../domain/ledger'
import { count, integer, map, oneOf, rows, text } from './item'
import { keys, seqKey } from './keys'
import type { Item, Store, Value } from './store'

const BOOKS: readonly Book[] = ['user', 'house', 'spread', 'fees', 'external']
const BUCKETS: readonly Bucket[] = ['available', 'held']

/** Reads the journal; entries are written by `transact` alone and never change. */
export class JournalDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Entries after a sequence, oldest first. */
  async after(account: string, seq: bigint, limit: number): Promise<JournalEntry[]> {
    const { items } = await this.#store.query({
      pk: keys.journal(account, 0n).pk,
      from: seqKey(seq + 1n),
      limit,
    })
    return items.map(toEntry)
  }

  /** Entries before a sequence (all when undefined), newest first. */
  async before(account: string, seq: bigint | undefined, limit: number): Promise<JournalEntry[]> {
    const { items } = await this.#store.query({
      pk: keys.journal(account, 0n).pk,
      ...(seq === undefined ? {} : { to: seqKey(seq - 1n) }),
      descending: true,
      limit,
    })
    return items.map(toEntry)
  }
}

/** The hash that closes an entry: SHA-256 over its canonical text, which names the previous hash. */
export const entryHash = (entry: Omit<JournalEntry, 'hash'>): string =>
  createHash('sha256').update(canonicalEntry(entry)).digest('hex')

/** The item of an entry. */
export const entryItem = (entry: JournalEntry): Item => ({
  ...keys.journal(entry.account, entry.seq),
  v: 1n,
  type: entry.type,
  at: BigInt(entry.at),
  reference: entry.reference,
  postings: entry.postings.map((p) => ({ ...p })),
  after: entry.after.map((a) => ({ ...a })),
  previous: entry.previous,
  hash: entry.hash,
  ...(entry.provenance ? { provenance: provenanceMap(entry.provenance) } : {}),
})

/** Parses a journal item. @throws CorruptItem */
export const toEntry = (item: Item): JournalEntry => ({
  account: item.pk.slice('J#'.length),
  seq: BigInt(item.sk),
  type: oneOf(item, 'type', journalType.options),
  at: count(item, 'at'),
  reference: text(item, 'reference'),
  postings: rows(item, 'postings').map(
    (row): Posting => ({
      book: oneOf(row, 'book', BOOKS),
      bucket: oneOf(row, 'bucket', BUCKETS),
      asset: text(row, 'asset'),
      amount: integer(row, 'amount'),
    }),
  ),
  after: rows(item, 'after').map(
    (row): BalanceAfter => ({
      asset: text(row, 'asset'),
      bucket: oneOf(row, 'bucket', BUCKETS),
      amount: integer(row, 'amount'),
    }),
  ),
  previous: text(item, 'previous'),
  hash: text(item, 'hash'),
  ...(item['provenance'] === undefined ? {} : { provenance: toProvenance(item, 'provenance') }),
})

/** A fill's provenance as a stored map. */
export const provenanceMap = (p: Provenance): Record<string, Value> => ({
  source: p.source,
  mid: p.mid,
  price: p.price,
  spread_bps: BigInt(p.spreadBps),
  fee_bps: BigInt(p.feeBps),
  at: BigInt(p.at),
  age_ms: BigInt(p.ageMs),
})

/** Parses a stored provenance map. @throws CorruptItem */
export const toProvenance = (item: Item, attribute: string): Provenance => {
  const p = map(item, attribute) as Item
  return {
    source: oneOf(p, 'source', ['simulated', 'coingecko']),
    mid: integer(p, 'mid'),
    price: integer(p, 'price'),
    spreadBps: count(p, 'spread_bps'),
    feeBps: count(p, 'fee_bps'),
    at: count(p, 'at'),
    ageMs: count(p, 'age_ms'),
  }
}
