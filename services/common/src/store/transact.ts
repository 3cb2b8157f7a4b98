import { randomUUID } from 'node:crypto'
import { emptyPosition, refuseByStatus } from '../domain/account'
import type { JournalEntry } from '../domain/ledger'
import { isRejection, type Rejection, reject } from '../domain/rejection'
import { toPosition, toState } from './account-dao'
import type { Decision, MoneyCommand, MoneyRecord, MoneySnapshot } from './decision'
import { keys } from './keys'
import { toOrder } from './order-dao'
import { type PlannedTransaction, planTransaction } from './plan-transaction'
import { type Item, type Reason, type Store, StoreUnavailable, type WriteResult } from './store'
import { toTransfer } from './transfer-dao'

/** What committing needs from its surroundings. Times are epoch milliseconds. */
export interface TransactDeps {
  readonly store: Store
  readonly now: () => number
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** Told after each commit: wakes streams. Never awaited, must not throw. */
  readonly committed: (entry: JournalEntry) => void
}

export type Committed<R> = { readonly record: R; readonly replayed: boolean }

const ATTEMPTS = 8
/** A stale snapshot means that another request got through: no storm, so more tries. */
const STALE_ATTEMPTS = 64
const RESENDS = 3
const CLOCK_BEHIND_MS = 60_000

/**
 * The one way money is written: load, decide, commit in one transaction, and on a stale snapshot
 * decide again. Source of the classification: AWS's cancellation reasons, read by position.
 * @throws StoreUnavailable when the outcome stays unknown; a repeat under the same key is safe
 */
export const transact = async <R extends MoneyRecord>(
  deps: TransactDeps,
  command: MoneyCommand<R>,
): Promise<Committed<R> | Rejection> => {
  let items = await load(deps.store, command)
  const tries = { stale: 0, refused: 0 }
  while (tries.refused < ATTEMPTS && tries.stale < STALE_ATTEMPTS) {
    const outcome = decide(deps, command, items)
    if (!('plan' in outcome)) return outcome
    const result = await send(deps, outcome.plan)
    if (result.committed) {
      deps.committed(outcome.plan.entry)
      return { record: outcome.decision.record, replayed: false }
    }
    const fresh = await refreshed(deps, command, { items, plan: outcome.plan, result })
    if (fresh) tries.stale++
    else await backOff(deps, tries.refused++, result.reasons)
    items = fresh ?? items
  }
  return BUSY
}

const BUSY = reject('busy', 'Too many requests move this account at once. Try again.', {
  retryAfterMs: 1000,
})

type Loaded = Readonly<Record<'state' | 'record' | 'position', Item | undefined>>

const load = async (store: Store, command: MoneyCommand<MoneyRecord>): Promise<Loaded> => {
  const wanted = [keys.state(command.account), recordKey(command)]
  if (command.asset !== undefined) wanted.push(keys.position(command.account, command.asset))
  const [state, record, position] = await store.get(wanted)
  return { state, record, position }
}

const recordKey = ({ account, record }: MoneyCommand<MoneyRecord>) =>
  record.kind === 'order' ? keys.order(account, record.id) : keys.transfer(account, record.id)

type Ready<R extends MoneyRecord> = { decision: Decision<R>; plan: PlannedTransaction }

/** Everything that needs no store: authority, replay, status, then the command's own rules. */
const decide = <R extends MoneyRecord>(
  deps: TransactDeps,
  command: MoneyCommand<R>,
  items: Loaded,
): Rejection | Committed<R> | Ready<R> => {
  const snapshot = toSnapshot(command, items, deps.now())
  if (isRejection(snapshot)) return snapshot
  const early =
    refuseSession(command, snapshot) ??
    replay(command, snapshot) ??
    refuseByStatus(snapshot.state.status, command.operation)
  if (early) return early
  const decision = command.decide(snapshot)
  if (isRejection(decision)) return decision
  return { decision, plan: planTransaction(command, snapshot, decision) }
}

const toSnapshot = (
  command: MoneyCommand<MoneyRecord>,
  items: Loaded,
  clock: number,
): MoneySnapshot | Rejection => {
  if (!items.state) return reject('not_found', 'There is no such account.')
  const state = toState(items.state)
  if (clock < state.at - CLOCK_BEHIND_MS) {
    return reject('busy', 'The clock of this server is behind. Try again.', { retryAfterMs: 5000 })
  }
  return {
    state,
    position: items.position
      ? toPosition(items.position)
      : emptyPosition(command.account, command.asset ?? ''),
    record: items.record && toRecord(command, items.record),
    now: Math.max(clock, state.at),
  }
}

const toRecord = (command: MoneyCommand<MoneyRecord>, item: Item): MoneyRecord =>
  command.record.kind === 'order' ? toOrder(item) : toTransfer(item)

const refuseSession = (
  { session }: MoneyCommand<MoneyRecord>,
  { state, now }: MoneySnapshot,
): Rejection | undefined =>
  session === undefined || (state.sessions[session] ?? 0) > now
    ? undefined
    : reject('unauthenticated', 'The session has ended. Sign in again.')

const replay = <R extends MoneyRecord>(
  { record: key }: MoneyCommand<R>,
  { record }: MoneySnapshot,
): Rejection | Committed<R> | undefined => {
  if (key.mode !== 'create' || !record) return undefined
  if (record.fingerprint !== key.fingerprint) {
    return reject('idempotency_key_reused', 'This key belongs to another request. Use a new key.')
  }
  // The key's kind fixes the record's type: an order key finds orders only.
  return { record: record as R, replayed: true }
}

/** Sends until the store says yes or no. The token makes a repeat of an unknown outcome harmless. */
const send = async (deps: TransactDeps, plan: PlannedTransaction): Promise<WriteResult> => {
  const token = randomUUID()
  for (let resend = 0; ; resend++) {
    const result = await deps.store.write(plan.actions, token).catch(unknownOutcome)
    if (!(result instanceof StoreUnavailable)) {
      return resend > 0 && (await isThere(deps.store, plan)) ? { committed: true } : result
    }
    if (resend === RESENDS) throw result
    await deps.sleep(jitter(deps, 50 * 2 ** resend))
  }
}

const unknownOutcome = (error: unknown): StoreUnavailable => {
  if (error instanceof StoreUnavailable) return error
  throw error
}

/** An engine that restarts may forget the token: a resend is refused by what the first one wrote. */
const isThere = async (store: Store, { entry }: PlannedTransaction): Promise<boolean> => {
  const [item] = await store.get([keys.journal(entry.account, entry.seq)])
  return item?.['hash'] === entry.hash
}

/** What the refused write saw replaces what it rested on; undefined when nothing was stale. */
const refreshed = async (
  deps: TransactDeps,
  command: MoneyCommand<MoneyRecord>,
  seen: { items: Loaded; plan: PlannedTransaction; result: { reasons: readonly Reason[] } },
): Promise<Loaded | undefined> => {
  const failed = seen.result.reasons.flatMap((reason, i) => {
    const slot = seen.plan.slots[i]
    return reason.kind === 'condition' && slot ? [{ slot, item: reason.item }] : []
  })
  if (failed.length === 0) return undefined
  const known = failed.every(
    (f) => f.item && (f.slot === 'state' || f.slot === 'record' || f.slot === 'position'),
  )
  if (!known) return load(deps.store, command)
  return { ...seen.items, ...Object.fromEntries(failed.map((f) => [f.slot, f.item])) }
}

/** Full jitter: conflicts from 4 to 120 ms, throttling ten times as long. */
const backOff = async (
  deps: TransactDeps,
  attempt: number,
  reasons: readonly Reason[],
): Promise<void> => {
  const kinds = new Set(reasons.map((r) => r.kind))
  if (kinds.has('throttled')) return deps.sleep(jitter(deps, Math.min(40 * 2 ** attempt, 1200)))
  if (kinds.has('conflict')) return deps.sleep(jitter(deps, Math.min(4 * 2 ** attempt, 120)))
}

const jitter = (deps: TransactDeps, capMs: number): number => deps.random() * capMs
