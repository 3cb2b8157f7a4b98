import type { Book, JournalEntry } from '../domain/ledger'
import type { Minor } from '../domain/money'
import { toPosition } from './account-dao'
import { type AuditProgress, progressItem, toProgress } from './audit-progress'
import { count, integer, text } from './item'
import { toEntry } from './journal-dao'
import { DIRECTORY_SHARDS, directoryPartition, keys, seqKey } from './keys'
import type { Item, Store, WriteAction } from './store'

/** What entries moved on each book, by asset; minor units. */
export type Flows = ReadonlyMap<string, Readonly<Record<Book, Minor>>>

/** An entry as stored, or the place of one that this release can't read. */
export type ScannedEntry =
  | { readonly seq: bigint; readonly entry: JournalEntry }
  | { readonly seq: bigint; readonly corrupt: string }

/** A fact that contradicts the ledger's promises; kept for ever. */
export interface StoredViolation {
  readonly account: string
  readonly seq: bigint
  readonly rule: string
  readonly detail: string
  readonly foundAt: number
}

/** A signed digest of every account's verified head. */
export interface Checkpoint {
  readonly at: number
  readonly headsHash: string
  readonly signature: string
  readonly keyId: string
}

export interface AuditSummary {
  readonly accounts: number
  readonly entriesVerified: number
  readonly violationCount: number
  readonly lastPassAt: number | null
  /** Everything that had happened by then is verified. */
  readonly verifiedUntil: number | null
  readonly checkpoint: Checkpoint | null
}

const STATES_AT_ONCE = 50

/** What the auditor reads of others and keeps of its own. It never writes money. */
export class AuditorDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Every account, from the user directory, in groups small enough for one read of their states. */
  async *accounts(): AsyncGenerator<string[]> {
    for (let shard = 0; shard < DIRECTORY_SHARDS; shard++) {
      let after: Readonly<Record<string, string>> | undefined
      do {
        const page = await this.#store.query({
          pk: directoryPartition(shard),
          limit: STATES_AT_ONCE,
          ...(after ? { after } : {}),
        })
        if (page.items.length > 0) yield page.items.map((item) => text(item, 'uid'))
        after = page.next
      } while (after)
    }
  }

  /** The raw state and the progress of each account (50 at most), in order. */
  async standings(
    accounts: readonly string[],
  ): Promise<{ account: string; state: Item | undefined; progress: AuditProgress | undefined }[]> {
    const items = await this.#store.get([
      ...accounts.map((account) => keys.state(account)),
      ...accounts.map((account) => keys.auditProgress(account)),
    ])
    return accounts.map((account, i) => {
      const progress = items[accounts.length + i]
      return { account, state: items[i], progress: progress && toProgress(progress) }
    })
  }

  /** Entries after a sequence, oldest first; an unreadable one is told, not thrown. */
  async entries(account: string, after: bigint, limit: number): Promise<ScannedEntry[]> {
    const { items } = await this.#store.query({
      pk: keys.journal(account, 0n).pk,
      from: seqKey(after + 1n),
      limit,
    })
    return items.map(scan)
  }

  /** Every position of the account; an unreadable one throws. @throws CorruptItem */
  async positions(account: string) {
    const { items } = await this.#store.query({
      pk: keys.state(account).pk,
      prefix: 'P#',
      limit: 1000,
    })
    return items.map(toPosition)
  }

  /** Moves an account's progress on and counts what it verified, in one step or not at all. */
  async advance(
    from: AuditProgress | undefined,
    to: AuditProgress,
    verified: { readonly entries: number; readonly flows: Flows },
  ): Promise<boolean> {
    const moved: WriteAction[] = [...verified.flows].map(([asset, books]) => ({
      update: keys.auditTotal(asset),
      set: { v: 1n },
      add: { ...books },
    }))
    const result = await this.#store.write([
      {
        put: progressItem(to),
        when: from
          ? [{ attribute: 'seq', is: '=', value: from.seq }]
          : [{ attribute: 'pk', is: 'absent' }],
      },
      { update: keys.auditSummary, set: { v: 1n }, add: { entries: BigInt(verified.entries) } },
      ...moved,
    ])
    return result.committed
  }

  /** Keeps a violation; true when it was not known before. */
  async record(violation: StoredViolation): Promise<boolean> {
    const { account, seq, rule } = violation
    const result = await this.#store.write([
      {
        put: {
          ...keys.auditViolation(violation),
          v: 1n,
          account,
          seq,
          rule,
          detail: violation.detail,
          found_at: BigInt(violation.foundAt),
        },
        when: [{ attribute: 'pk', is: 'absent' }],
      },
      { update: keys.auditSummary, set: { v: 1n }, add: { violations: 1n } },
    ])
    return result.committed
  }

  /** The first violations by account and sequence. */
  async violations(limit: number): Promise<StoredViolation[]> {
    const { pk } = keys.auditViolation({ account: '', seq: 0n, rule: '', detail: '' })
    const { items } = await this.#store.query({ pk, limit })
    return items.map((item) => ({
      account: text(item, 'account'),
      seq: integer(item, 'seq'),
      rule: text(item, 'rule'),
      detail: text(item, 'detail'),
      foundAt: count(item, 'found_at'),
    }))
  }

  /** What has moved on each book since the first entry, by asset. */
  async totals(): Promise<Flows> {
    const { pk, sk } = keys.auditTotal('')
    const { items } = await this.#store.query({ pk, prefix: sk, limit: 1000 })
    return new Map(items.map((item) => [item.sk.slice(sk.length), toBooks(item)]))
  }

  async summary(): Promise<AuditSummary> {
    const [item] = await this.#store.get([keys.auditSummary])
    const optional = (attribute: string) =>
      item?.[attribute] === undefined ? null : count(item, attribute)
    return {
      accounts: optional('accounts') ?? 0,
      entriesVerified: optional('entries') ?? 0,
      violationCount: optional('violations') ?? 0,
      lastPassAt: optional('last_pass_at'),
      verifiedUntil: optional('verified_until'),
      checkpoint: item?.['checkpoint_at'] === undefined ? null : toCheckpoint(item),
    }
  }

  /** Notes the end of a pass over all accounts. */
  async savePass(pass: { accounts: number; at: number; verifiedUntil: number }): Promise<void> {
    await this.#store.write([
      {
        update: keys.auditSummary,
        set: {
          v: 1n,
          accounts: BigInt(pass.accounts),
          last_pass_at: BigInt(pass.at),
          verified_until: BigInt(pass.verifiedUntil),
        },
      },
    ])
  }

  /** Keeps a checkpoint among the earlier ones, and as the newest. */
  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const fields = {
      v: 1n,
      checkpoint_at: BigInt(checkpoint.at),
      heads_hash: checkpoint.headsHash,
      signature: checkpoint.signature,
      key_id: checkpoint.keyId,
    }
    const time = new Date(checkpoint.at).toISOString()
    await this.#store.write([
      { put: { ...keys.auditCheckpoint(time), ...fields } },
      { update: keys.auditSummary, set: fields },
    ])
  }
}

/** Where an entry under no sequence counts: behind every real one, so that it shows as a phantom. */
const NO_SEQ = 10n ** 12n

const scan = (item: Item): ScannedEntry => {
  const seq = /^\d{12}$/.test(item.sk) ? BigInt(item.sk) : NO_SEQ
  try {
    return { seq, entry: toEntry(item) }
  } catch (error) {
    return { seq, corrupt: error instanceof Error ? error.message : String(error) }
  }
}

const toBooks = (item: Item): Record<Book, Minor> => ({
  user: integer(item, 'user'),
  house: integer(item, 'house'),
  spread: integer(item, 'spread'),
  fees: integer(item, 'fees'),
  external: integer(item, 'external'),
})

const toCheckpoint = (item: Item): Checkpoint => ({
  at: count(item, 'checkpoint_at'),
  headsHash: text(item, 'heads_hash'),
  signature: text(item, 'signature'),
  keyId: text(item, 'key_id'),
})
