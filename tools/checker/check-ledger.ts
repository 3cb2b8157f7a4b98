import { AccountDao } from '@bourse/common/store/account-dao'
import { JournalDao } from '@bourse/common/store/journal-dao'
import { OrderDao } from '@bourse/common/store/order-dao'
import type { Store } from '@bourse/common/store/store'
import { TransferDao } from '@bourse/common/store/transfer-dao'
import { auditAll } from '@bourse/users/auditor/audit-all'
import type { Attempt, History } from './history'

const PAGE = 200

export interface CheckResult {
  readonly accounts: number
  readonly entries: number
  readonly attempts: Readonly<Record<Attempt['outcome'], number>>
  /** One sentence for each broken promise; none when all hold. */
  readonly violations: readonly string[]
}

/**
 * Holds a store at rest against the platform's promises: I1 conservation, I2 nothing negative,
 * I3 balance is the fold of the journal, I4 exactly once, I5 order states, I6 gapless chain,
 * I8 nothing acknowledged that is not durable. Without a history, I4 and I8 are left out.
 */
export const checkLedger = async (store: Store, history?: History): Promise<CheckResult> => {
  const audit = await auditAll(store)
  const attempts = history?.all() ?? []
  const accounts = [...new Set(attempts.map((attempt) => attempt.account))]
  const violations = [
    ...audit.violations.map((v) => `I1/I3/I6 ${v.account} at ${v.seq}: ${v.rule} ${v.detail}`),
    ...audit.unfinished.map((account) => `${account} did not stand still for the check`),
    ...[...audit.totals]
      .filter(([, books]) => books.sum !== 0n)
      .map(([asset, books]) => `I1 ${asset} sums to ${books.sum}`),
  ]
  for (const account of accounts) {
    const mine = attempts.filter((attempt) => attempt.account === account)
    violations.push(...(await checkAccount(store, account, mine)))
  }
  return {
    accounts: audit.accounts,
    entries: audit.entries,
    attempts: counts(attempts),
    violations,
  }
}

const counts = (attempts: readonly Attempt[]): CheckResult['attempts'] => {
  const of = (outcome: Attempt['outcome']) =>
    attempts.filter((attempt) => attempt.outcome === outcome).length
  return { ok: of('ok'), refused: of('refused'), unknown: of('unknown') }
}

const checkAccount = async (
  store: Store,
  account: string,
  attempts: readonly Attempt[],
): Promise<string[]> => {
  const entries = await entriesByReference(store, account)
  const known = new Set(attempts.map((attempt) => attempt.key))
  const strangers = [...entries.keys()].filter((key) => !known.has(key))
  const found: string[] = [
    ...strangers.map((key) => `I4 ${account} has an entry that nobody asked for: ${key}`),
    ...(await negatives(store, account)),
  ]
  for (const attempt of attempts) {
    const times = entries.get(attempt.key) ?? 0
    const record = await recordOf(store, attempt)
    found.push(...judge(attempt, times, record !== undefined))
    if (record && !SETTLED.has(record.status)) {
      found.push(`I5 ${account} ${attempt.key} rests as ${record.status}, which nothing here does`)
    }
  }
  return found
}

/** How often a key may stand in the journal: once when acknowledged, never when refused. */
const judge = (attempt: Attempt, times: number, recorded: boolean): string[] => {
  const what = `${attempt.account} ${attempt.kind} ${attempt.key}`
  const found: string[] = []
  if (times > 1) found.push(`I4 ${what} happened ${times} times`)
  if (attempt.outcome === 'ok' && times === 0)
    found.push(`I8 ${what} was acknowledged and is not there`)
  if (attempt.outcome === 'refused' && times > 0) found.push(`I4 ${what} was refused and happened`)
  if (recorded !== times > 0)
    found.push(`I4 ${what} has ${recorded ? 'a record without' : 'no record for'} its entry`)
  if (attempt.answers.size > 1)
    found.push(`I4 ${what} was answered in ${attempt.answers.size} ways`)
  return found
}

const entriesByReference = async (store: Store, account: string): Promise<Map<string, number>> => {
  const journal = new JournalDao(store)
  const times = new Map<string, number>()
  let after = 0n
  for (;;) {
    const entries = await journal.after(account, after, PAGE)
    for (const entry of entries) {
      times.set(entry.reference, (times.get(entry.reference) ?? 0) + 1)
      after = entry.seq
    }
    if (entries.length === 0) return times
  }
}

/** What a market order and a transfer without approval come to. */
const SETTLED: ReadonlySet<string> = new Set(['filled', 'completed'])

const recordOf = async (store: Store, { account, kind, key }: Attempt) =>
  kind === 'order'
    ? new OrderDao(store).get(account, key)
    : (await new TransferDao(store).getMany([{ account, key }]))[0]

const negatives = async (store: Store, account: string): Promise<string[]> => {
  const found = await new AccountDao(store).stateAndPositions(account)
  if (!found) return [`${account} is not there`]
  const buckets = [
    { asset: 'USD', available: found.state.available, held: found.state.held },
    ...found.positions,
  ]
  return buckets
    .filter(({ available, held }) => available < 0n || held < 0n)
    .map(({ asset }) => `I2 ${account} has a negative balance of ${asset}`)
}
