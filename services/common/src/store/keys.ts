import { createHash } from 'node:crypto'
import type { Key } from './store'

/** Every key of the single table. The owner is part of the key, so a stranger's id finds nothing. */
export const keys = {
  user: (uid: string): Key => ({ pk: `U#${uid}`, sk: 'PROFILE' }),
  session: (uid: string, sid: string): Key => ({ pk: `U#${uid}`, sk: `SESS#${sid}` }),
  unique: (kind: 'username' | 'email' | 'reset', value: string): Key => ({
    pk: `UNIQ#${createHash('sha256').update(`${kind}\n${value}`).digest('hex')}`,
    sk: 'UNIQ',
  }),
  directory: (username: string): Key => ({ pk: directoryShard(username), sk: username }),
  state: (account: string): Key => ({ pk: `A#${account}`, sk: 'STATE' }),
  position: (account: string, asset: string): Key => ({ pk: `A#${account}`, sk: `P#${asset}` }),
  journal: (account: string, seq: bigint): Key => ({ pk: `J#${account}`, sk: seqKey(seq) }),
  order: (account: string, id: string): Key => ({ pk: `O#${account}`, sk: id }),
  transfer: (account: string, key: string): Key => ({ pk: `X#${account}`, sk: key }),
  pendingWithdrawal: (account: string, key: string): Key => ({
    pk: withdrawalShard(shardOf(account, WITHDRAWAL_SHARDS)),
    sk: `${account}#${key}`,
  }),
  lease: (name: string): Key => ({ pk: `L#${name}`, sk: 'LEASE' }),
  asset: (symbol: string): Key => ({ pk: 'ASSET', sk: symbol }),
  feedChoice: { pk: 'MARKET', sk: 'FEED' } satisfies Key,
  prices: (board: number): Key => ({ pk: 'PX#BOARD', sk: String(board) }),
  auditProgress: (account: string): Key => ({ pk: `AUDITOR#${account}`, sk: 'PROGRESS' }),
  auditSummary: { pk: 'AUDITOR', sk: 'SUMMARY' } satisfies Key,
  auditTotal: (asset: string): Key => ({ pk: 'AUDITOR', sk: `TOTAL#${asset}` }),
  auditCheckpoint: (at: string): Key => ({ pk: 'AUDITOR', sk: `CHECKPOINT#${at}` }),
  auditViolation: (of: { account: string; seq: bigint; rule: string; detail: string }): Key => ({
    pk: 'AUDITOR#VIOLATIONS',
    sk: [of.account, seqKey(of.seq), of.rule, shardOf(of.detail, 2 ** 32)].join('#'),
  }),
  table: { pk: 'TABLE', sk: 'SCHEMA' } satisfies Key,
} as const

export const DIRECTORY_SHARDS = 16
export const WITHDRAWAL_SHARDS = 4

/** Partition of the user directory that a username belongs to. */
const directoryShard = (username: string): string =>
  directoryPartition(shardOf(username, DIRECTORY_SHARDS))

/** Partition of the user directory by its number, 0 to DIRECTORY_SHARDS - 1. */
export const directoryPartition = (shard: number): string => `DIR#${String(shard).padStart(2, '0')}`

/** Partition of the queue of pending withdrawals by its number, 0 to WITHDRAWAL_SHARDS - 1. */
export const withdrawalShard = (shard: number): string => `W#${shard}`

/** Sequence as a sort key: twelve digits, so that text order is number order. */
export const seqKey = (seq: bigint): string => seq.toString().padStart(12, '0')

const shardOf = (value: string, shards: number): number =>
  createHash('sha256').update(value).digest().readUInt32BE(0) % shards
