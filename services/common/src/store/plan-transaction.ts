import { type AccountStatus, ALLOWED } from '../domain/account'
import {
  type BalanceAfter,
  type Bucket,
  isBalanced,
  type JournalEntry,
  userDeltas,
} from '../domain/ledger'
import { MAX_MINOR } from '../domain/money'
import type { Order } from '../domain/order'
import type { Transfer } from '../domain/transfer'
import type { Decision, MoneyCommand, MoneyRecord, MoneySnapshot } from './decision'
import { entryHash, entryItem } from './journal-dao'
import { keys } from './keys'
import { orderItem } from './order-dao'
import type { Clause, WriteAction } from './store'
import { transferItem } from './transfer-dao'

/** The slots of a money transaction; a refused one names its reason by the same position. */
export type Slot = 'state' | 'record' | 'journal' | 'position' | 'queue'

export interface PlannedTransaction {
  readonly actions: readonly WriteAction[]
  readonly slots: readonly Slot[]
  readonly entry: JournalEntry
}

/**
 * Turns a decision into one all-or-nothing write with every condition that it rests on.
 * @throws when the postings do not balance or touch an asset that was not loaded: a bug, never input
 */
export const planTransaction = <R extends MoneyRecord>(
  command: MoneyCommand<R>,
  snapshot: MoneySnapshot,
  decision: Decision<R>,
): PlannedTransaction => {
  const deltas = userDeltas(decision.journal.postings)
  assertSound(command, decision, deltas)
  const entry = entryOf(snapshot, decision, deltas)
  const planned: [Slot, WriteAction][] = [
    ['state', stateUpdate(command, snapshot, { decision, deltas, entry })],
    ['record', recordWrite(command, decision)],
    ['journal', { put: entryItem(entry), when: [{ attribute: 'pk', is: 'absent' }] }],
  ]
  if (command.asset !== undefined) {
    planned.push(['position', positionUpdate(snapshot, { decision, deltas, entry })])
  }
  planned.push(...queueWrites(command, decision).map((w): [Slot, WriteAction] => ['queue', w]))
  return { actions: planned.map(([, a]) => a), slots: planned.map(([slot]) => slot), entry }
}

interface Effect {
  readonly decision: Decision<MoneyRecord>
  readonly deltas: readonly BalanceAfter[]
  readonly entry: JournalEntry
}

const assertSound = (
  command: MoneyCommand<MoneyRecord>,
  decision: Decision<MoneyRecord>,
  deltas: readonly BalanceAfter[],
): void => {
  if (decision.journal.postings.length === 0 || !isBalanced(decision.journal.postings)) {
    throw new Error(`unbalanced entry for ${decision.journal.type}`)
  }
  const foreign = deltas.find((d) => d.asset !== 'USD' && d.asset !== command.asset)
  if (foreign) throw new Error(`entry moves ${foreign.asset}, which the command did not load`)
}

const entryOf = (
  snapshot: MoneySnapshot,
  decision: Decision<MoneyRecord>,
  deltas: readonly BalanceAfter[],
): JournalEntry => {
  const unsealed = {
    ...decision.journal,
    account: snapshot.state.account,
    seq: snapshot.state.seq + 1n,
    at: snapshot.now,
    after: deltas.map((d) => ({ ...d, amount: balanceOf(snapshot, d) + d.amount })),
    previous: snapshot.state.head,
  }
  const overflow = unsealed.after.find((a) => a.amount > MAX_MINOR)
  if (overflow) throw new Error(`${overflow.asset} balance exceeds 38 digits`)
  return { ...unsealed, hash: entryHash(unsealed) }
}

const balanceOf = (snapshot: MoneySnapshot, of: { asset: string; bucket: Bucket }): bigint =>
  of.asset === 'USD' ? snapshot.state[of.bucket] : snapshot.position[of.bucket]

const stateUpdate = (
  command: MoneyCommand<MoneyRecord>,
  { state }: MoneySnapshot,
  { decision, deltas, entry }: Effect,
): WriteAction => {
  const own = deltas.filter((d) => d.asset === 'USD')
  return {
    update: keys.state(command.account),
    set: {
      seq: entry.seq,
      head: entry.hash,
      at: BigInt(entry.at),
      ...(decision.limits
        ? {
            day: decision.limits.day,
            deposited_today: decision.limits.depositedToday,
            withdrawn_today: decision.limits.withdrawnToday,
          }
        : {}),
    },
    add: Object.fromEntries(own.map((d) => [d.bucket, d.amount])),
    when: [
      { attribute: 'seq', is: '=', value: state.seq },
      { attribute: 'status', is: 'in', values: statusesThatAllow(command) },
      ...sessionClause(command, entry.at),
      ...enough(own),
    ],
  }
}

const statusesThatAllow = (command: MoneyCommand<MoneyRecord>): AccountStatus[] =>
  (['active', 'frozen'] as const).filter((status) => ALLOWED[status][command.operation])

const sessionClause = (command: MoneyCommand<MoneyRecord>, at: number): Clause[] =>
  command.session === undefined
    ? []
    : [{ attribute: `sessions.${command.session}`, is: '>', value: BigInt(at) }]

const enough = (deltas: readonly BalanceAfter[]): Clause[] =>
  deltas
    .filter((d) => d.amount < 0n)
    .map((d) => ({ attribute: d.bucket, is: '>=', value: -d.amount }))

const positionUpdate = (
  { position }: MoneySnapshot,
  { decision, deltas, entry }: Effect,
): WriteAction => {
  const own = deltas.filter((d) => d.asset === position.asset)
  const unchanged: Clause =
    position.seq === 0n
      ? { attribute: 'pk', is: 'absent' }
      : { attribute: 'seq', is: '=', value: position.seq }
  return {
    update: keys.position(position.account, position.asset),
    set: {
      v: 1n,
      seq: entry.seq,
      cost_basis: decision.position?.costBasis ?? position.costBasis,
      realised_pnl: decision.position?.realisedPnl ?? position.realisedPnl,
    },
    add: { available: 0n, held: 0n, ...Object.fromEntries(own.map((d) => [d.bucket, d.amount])) },
    when: [unchanged, ...enough(own)],
  }
}

const recordWrite = (
  command: MoneyCommand<MoneyRecord>,
  { record }: Decision<MoneyRecord>,
): WriteAction => ({
  put: isOrder(record) ? orderItem(record) : transferItem(record),
  when:
    command.record.mode === 'create'
      ? [{ attribute: 'pk', is: 'absent' }]
      : [{ attribute: 'status', is: '=', value: 'pending' }],
})

/** Pending withdrawals stand in the admins' queue exactly as long as they are pending. */
const queueWrites = (
  command: MoneyCommand<MoneyRecord>,
  { record }: Decision<MoneyRecord>,
): WriteAction[] => {
  if (isOrder(record)) return []
  const key = keys.pendingWithdrawal(record.account, record.key)
  if (command.record.mode === 'settle') return [{ delete: key }]
  return record.status === 'pending' ? [{ put: { ...key, v: 1n } }] : []
}

/** Tells the two kinds of record apart. */
const isOrder = (record: Order | Transfer): record is Order => 'side' in record
