import type { Minor } from '../domain/money'
import { count, integer, map, text } from './item'
import { keys } from './keys'
import type { Item } from './store'

/** How far an account's journal is verified, and what it folds to there; amounts in minor units. */
export interface AuditProgress {
  readonly account: string
  readonly seq: bigint
  readonly head: string
  readonly at: number
  /** Balances by `bucketKey`. */
  readonly balances: ReadonlyMap<string, Minor>
  /** The sequence that last moved each asset. */
  readonly touched: ReadonlyMap<string, bigint>
  /** Whether state and positions were compared at this sequence. */
  readonly compared: boolean
}

/** The item of an account's progress. */
export const progressItem = (progress: AuditProgress): Item => ({
  ...keys.auditProgress(progress.account),
  v: 1n,
  seq: progress.seq,
  head: progress.head,
  at: BigInt(progress.at),
  balances: Object.fromEntries(progress.balances),
  touched: Object.fromEntries(progress.touched),
  compared: progress.compared,
})

/** Parses a progress item. @throws CorruptItem */
export const toProgress = (item: Item): AuditProgress => ({
  account: item.pk.slice('AUDITOR#'.length),
  seq: integer(item, 'seq'),
  head: text(item, 'head'),
  at: count(item, 'at'),
  balances: bigints(map(item, 'balances')),
  touched: bigints(map(item, 'touched')),
  compared: item['compared'] === true,
})

const bigints = (values: Readonly<Record<string, unknown>>): Map<string, bigint> =>
  new Map(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'bigint' ? [[key, value] as const] : [],
    ),
  )
