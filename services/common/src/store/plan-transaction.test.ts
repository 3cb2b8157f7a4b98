import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  approve,
  depsOn,
  move,
  moved,
  openAccount,
  paidOut,
  request,
  SESSION,
  snapshotOf,
  trade,
  traded,
} from '../../test/money-fixture'
import { type StoreFixture, startStore } from '../../test/store-fixture'
import type { Transfer } from '../domain/transfer'
import { AccountDao } from './account-dao'
import type { MoneySnapshot } from './decision'
import { JournalDao } from './journal-dao'
import { keys } from './keys'
import { type PlannedTransaction, planTransaction, type Slot } from './plan-transaction'
import type { Store, WriteAction } from './store'
import { transact } from './transact'

let fixture: StoreFixture
let store: Store
let accounts: AccountDao
beforeAll(async () => {
  fixture = await startStore()
  store = fixture.store
  accounts = new AccountDao(store)
})
afterAll(() => fixture.stop())

/** A condition of the plan: the slot that carries it and the attribute that it is about. */
type Guard = readonly [Slot, string]

const without = (plan: PlannedTransaction, guards: readonly Guard[]): WriteAction[] =>
  plan.actions.map((action, i) => {
    const lifted = guards
      .filter(([slot]) => slot === plan.slots[i])
      .map(([, attribute]) => attribute)
    const when = (action.when ?? []).filter((clause) => !lifted.includes(clause.attribute))
    if (lifted.length > 0 && when.length === action.when?.length) throw new Error('no such guard')
    return { ...action, when }
  })

interface Hole {
  readonly name: string
  /** Conditions that stand between the plan and the harm; without them it commits. */
  readonly guards: readonly Guard[]
  readonly plan: () => Promise<{ account: string; plan: PlannedTransaction }>
  /** Whether the harm is done. */
  readonly harmed: (account: string) => Promise<boolean>
}

const funded = async (amount = 100n): Promise<string> => {
  const account = await openAccount(store)
  await transact(depsOn(store), move(account, 'in', amount))
  return account
}
const planMove = (snapshot: MoneySnapshot, key: string, amount: bigint): PlannedTransaction => {
  const { account } = snapshot.state
  return planTransaction(move(account, key, amount), snapshot, moved(account, key, amount))
}
const journalOf = (account: string) => new JournalDao(store).after(account, 0n, 100)

const HOLES: readonly Hole[] = [
  {
    name: 'a stale sequence would overwrite an entry of the journal',
    guards: [
      ['state', 'seq'],
      ['journal', 'pk'],
    ],
    plan: async () => {
      const account = await funded()
      const stale = await snapshotOf(store, account)
      await transact(depsOn(store), move(account, 'meanwhile', 50n))
      return { account, plan: planMove(stale, 'late', 1n) }
    },
    harmed: async (account) => (await journalOf(account))[1]?.reference === 'late',
  },
  {
    name: 'a frozen account would move money',
    guards: [['state', 'status']],
    plan: async () => {
      const account = await funded()
      const stale = await snapshotOf(store, account)
      await store.write([{ update: keys.state(account), set: { status: 'frozen' } }])
      return { account, plan: planMove(stale, 'late', -100n) }
    },
    harmed: async (account) => (await accounts.state(account))?.available === 0n,
  },
  {
    name: 'a session that has ended would move money',
    guards: [['state', `sessions.${SESSION}`]],
    plan: async () => {
      const account = await funded()
      const stale = await snapshotOf(store, account)
      await store.write([{ update: keys.state(account), remove: [`sessions.${SESSION}`] }])
      return { account, plan: planMove(stale, 'late', -100n) }
    },
    harmed: async (account) => (await accounts.state(account))?.available === 0n,
  },
  {
    name: 'cash would go below zero, were a decision to forget its rule',
    guards: [['state', 'available']],
    plan: async () => {
      const account = await funded()
      return { account, plan: planMove(await snapshotOf(store, account), 'over', -101n) }
    },
    harmed: async (account) => (await accounts.state(account))?.available === -1n,
  },
  {
    name: 'held cash would go below zero',
    guards: [['state', 'held']],
    plan: async () => {
      const account = await funded()
      await transact(depsOn(store), request(account, 'w', 40n))
      const snapshot = await snapshotOf(store, account, 'w')
      const record = { ...(snapshot.record as Transfer), amount: 41n }
      return { account, plan: planTransaction(approve(account, 'w'), snapshot, paidOut(record)) }
    },
    harmed: async (account) => (await accounts.state(account))?.held === -1n,
  },
  {
    name: 'one key would move money twice',
    guards: [['record', 'pk']],
    plan: async () => {
      const account = await funded()
      await transact(depsOn(store), move(account, 'k', 5n))
      return { account, plan: planMove(await snapshotOf(store, account), 'k', 5n) }
    },
    harmed: async (account) => (await accounts.state(account))?.available === 110n,
  },
  {
    name: 'a withdrawal would be paid out twice',
    guards: [['record', 'status']],
    plan: async () => {
      const account = await funded()
      await transact(depsOn(store), request(account, 'w', 40n))
      await transact(depsOn(store), request(account, 'other', 40n))
      const { record } = await snapshotOf(store, account, 'w')
      await transact(depsOn(store), approve(account, 'w'))
      const now = await snapshotOf(store, account)
      const decision = paidOut(record as Transfer)
      return { account, plan: planTransaction(approve(account, 'w'), now, decision) }
    },
    harmed: async (account) => (await accounts.state(account))?.held === 0n,
  },
  {
    name: 'an entry would tell the balance of a position that has moved on',
    guards: [['position', 'seq']],
    plan: async () => {
      const account = await funded()
      await transact(depsOn(store), trade(account, 'one', 10n))
      const stale = await snapshotOf(store, account)
      await transact(depsOn(store), trade(account, 'two', 10n))
      const torn = { ...(await snapshotOf(store, account)), position: stale.position }
      const plan = planTransaction(trade(account, 'late', 1n), torn, traded(account, 'late', 1n))
      return { account, plan }
    },
    harmed: async (account) => {
      const [last] = await new JournalDao(store).before(account, undefined, 1)
      const position = await accounts.position(account, 'BTC')
      return last?.after.find((a) => a.asset === 'BTC')?.amount !== position?.available
    },
  },
  {
    name: 'a first trade would overwrite what a position cost',
    guards: [['position', 'pk']],
    plan: async () => {
      const account = await funded()
      const before = await snapshotOf(store, account)
      await transact(depsOn(store), trade(account, 'one', 10n))
      const torn = { ...(await snapshotOf(store, account)), position: before.position }
      const plan = planTransaction(trade(account, 'late', 1n), torn, traded(account, 'late', 1n))
      return { account, plan }
    },
    harmed: async (account) => (await accounts.position(account, 'BTC'))?.available === 11n,
  },
  {
    name: 'a holding would go below zero',
    guards: [['position', 'available']],
    plan: async () => {
      const account = await funded()
      await transact(depsOn(store), trade(account, 'one', 10n))
      const snapshot = await snapshotOf(store, account)
      const plan = planTransaction(trade(account, 's', -11n), snapshot, traded(account, 's', -11n))
      return { account, plan }
    },
    harmed: async (account) => (await accounts.position(account, 'BTC'))?.available === -1n,
  },
]

describe.each(HOLES.map((hole) => [hole.name, hole] as const))('%s', (_, hole) => {
  test('is refused as planned', async () => {
    const { account, plan } = await hole.plan()
    expect((await store.write(plan.actions)).committed).toBe(false)
    expect(await hole.harmed(account)).toBe(false)
  })

  test('happens without the condition, and any one condition is enough', async () => {
    for (const guard of hole.guards) {
      const { plan } = await hole.plan()
      const others = hole.guards.filter((other) => other !== guard)
      expect((await store.write(without(plan, others))).committed).toBe(false)
    }
    const { account, plan } = await hole.plan()
    expect((await store.write(without(plan, hole.guards))).committed).toBe(true)
    expect(await hole.harmed(account)).toBe(true)
  })
})

test('every condition that a plan carries is proven above', async () => {
  const account = await funded()
  await transact(depsOn(store), request(account, 'w', 40n))
  const snapshot = await snapshotOf(store, account, 'w')
  const owned = { ...snapshot, position: { ...snapshot.position, seq: 1n } }
  const plans = [
    planMove(snapshot, 'k', -1n),
    planTransaction(trade(account, 'b', 1n), snapshot, traded(account, 'b', 1n)),
    planTransaction(trade(account, 's', -1n), owned, traded(account, 's', -1n)),
    planTransaction(approve(account, 'w'), snapshot, paidOut(snapshot.record as Transfer)),
  ]
  const carried = plans.flatMap((plan) =>
    plan.actions.flatMap((action, i) =>
      (action.when ?? []).map((clause) => `${plan.slots[i]} ${clause.attribute}`),
    ),
  )
  const proven = HOLES.flatMap((hole) => hole.guards.map((guard) => guard.join(' ')))
  expect([...new Set(carried)].toSorted()).toEqual([...new Set(proven)].toSorted())
})
