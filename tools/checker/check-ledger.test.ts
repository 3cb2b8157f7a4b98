import { afterAll, beforeAll, expect, test } from 'bun:test'
import { AccountDao, genesisHead } from '@bourse/common/store/account-dao'
import { entryHash, entryItem } from '@bourse/common/store/journal-dao'
import { keys } from '@bourse/common/store/keys'
import { type TransactDeps, transact } from '@bourse/common/store/transact'
import { UserDao } from '@bourse/common/store/user-dao'
import { type StoreFixture, startStore } from '../../services/common/test/store-fixture'
import { checkLedger } from './check-ledger'
import { History, type Outcome } from './history'
import { seededRandom } from './seeded-random'

let fixture: StoreFixture
let deps: TransactDeps
let serial = 0
beforeAll(async () => {
  fixture = await startStore()
  deps = {
    store: fixture.store,
    now: Date.now,
    random: Math.random,
    sleep: (ms) => Bun.sleep(ms),
    committed: () => {},
  }
})
afterAll(() => fixture.stop())

/** A user with one deposit of 100.00 under the key `d`, and the history that goes with it. */
const withDeposit = async (outcome: Outcome = 'ok') => {
  const account = `usr_${String(++serial).padStart(26, '0')}`
  await new UserDao(fixture.store).signUp({
    id: account,
    username: `user-${serial}`,
    email: `user-${serial}@example.com`,
    firstName: 'A',
    lastName: 'B',
    role: 'customer',
    status: 'active',
    passwordHash: 'none',
    version: 1n,
    createdAt: Date.now(),
  })
  const amount = 100_000_000n
  const record = { account, key: 'd', direction: 'deposit', amount, status: 'completed' } as const
  await transact(deps, {
    account,
    operation: 'deposit',
    record: { kind: 'transfer', id: 'd', mode: 'create', fingerprint: 'f' },
    decide: ({ now }) => ({
      journal: {
        type: 'deposit',
        reference: 'd',
        postings: [
          { book: 'user', bucket: 'available', asset: 'USD', amount },
          { book: 'external', bucket: 'available', asset: 'USD', amount: -amount },
        ],
      },
      record: { ...record, ulid: account, fingerprint: 'f', createdAt: now, updatedAt: now },
    }),
  })
  const history = new History()
  history.note({ account, kind: 'transfer', key: 'd' }, outcome, 'answer')
  return { account, history }
}

/** What the checker says of this account alone. */
const verdict = async ({ account, history }: { account: string; history: History }) => {
  const { violations } = await checkLedger(fixture.store, history)
  return violations.filter((violation) => violation.includes(account)).join('\n')
}

test('finds nothing in a sound ledger', async () => {
  expect(await verdict(await withDeposit())).toBe('')
  expect(await verdict(await withDeposit('unknown'))).toBe('')
})

test('finds what was refused and happened, and what was acknowledged and did not', async () => {
  expect(await verdict(await withDeposit('refused'))).toContain('was refused and happened')
  const { account, history } = await withDeposit()
  history.note({ account, kind: 'order', key: 'o' }, 'ok', 'filled')
  expect(await verdict({ account, history })).toContain('was acknowledged and is not there')
})

test('finds one key answered in two ways, and an entry that nobody asked for', async () => {
  const one = await withDeposit()
  one.history.note({ account: one.account, kind: 'transfer', key: 'd' }, 'ok', 'another answer')
  expect(await verdict(one)).toContain('was answered in 2 ways')
  const other = await withDeposit()
  const history = new History()
  history.note({ account: other.account, kind: 'transfer', key: 'e' }, 'refused')
  expect(await verdict({ account: other.account, history })).toContain('that nobody asked for: d')
})

test('finds money that was made, a balance below zero and a request that happened twice', async () => {
  const made = await withDeposit()
  await fixture.store.write([{ update: keys.state(made.account), add: { available: 1n } }])
  expect(await verdict(made)).toContain('state_mismatch')
  const negative = await withDeposit()
  await fixture.store.write([{ update: keys.state(negative.account), set: { held: -5n } }])
  expect(await verdict(negative)).toContain('has a negative balance of USD')
  const twice = await withDeposit()
  await repeatEntry(twice.account)
  expect(await verdict(twice)).toContain('happened 2 times')
})

test('finds a record without its entry', async () => {
  const { account, history } = await withDeposit()
  await fixture.store.write([{ delete: keys.journal(account, 1n) }])
  expect(await verdict({ account, history })).toContain('a record without its entry')
})

test('a seed gives the same numbers again', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

/** Writes the account's entry once more, properly chained: only its key gives it away. */
const repeatEntry = async (account: string): Promise<void> => {
  const state = await new AccountDao(fixture.store).state(account)
  const unsealed = {
    account,
    seq: 2n,
    at: Date.now(),
    type: 'deposit' as const,
    reference: 'd',
    postings: [],
    after: [],
    previous: state?.head ?? genesisHead(account),
  }
  await fixture.store.write([{ put: entryItem({ ...unsealed, hash: entryHash(unsealed) }) }])
}
