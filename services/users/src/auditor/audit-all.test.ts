import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { keys } from '@bourse/common/store/keys'
import type { Item, Store } from '@bourse/common/store/store'
import { type StoreFixture, startStore } from '../../../common/test/store-fixture'
import { type Customer, openAccount } from '../../test/cash-fixture'
import { buyBitcoin, entryKey, moveCash, resealed, tamper } from '../../test/tamper'
import { auditAll } from './audit-all'

const USD = 1_000_000n
let fixture: StoreFixture
let store: Store
let who: Customer
let other: Customer
beforeAll(async () => {
  fixture = await startStore()
  store = fixture.store
})
afterAll(() => fixture.stop())

/** Six entries: 100, 200, 300 in, 50 out, bitcoin for 120, 10 in. */
const history = async (): Promise<Customer> => {
  const customer = await openAccount(store)
  for (const amount of [100n, 200n, 300n, -50n]) await moveCash(store, customer, amount * USD)
  await buyBitcoin(store, customer, { quantity: 500_000n, usd: 120n * USD })
  await moveCash(store, customer, 10n * USD)
  return customer
}

beforeEach(async () => {
  who = await history()
  other = await history()
})

/** Audits with a clock of its own, so that the grace for half-seen commits passes at once. */
const rulesFound = async (): Promise<string[]> => {
  let now = 0
  const report = await auditAll(store, {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  })
  expect(report.violations.filter((v) => v.account === other.id)).toEqual([])
  return report.violations
    .filter((v) => v.account === who.id)
    .map((v) => `${v.rule} ${v.seq}`)
    .toSorted()
}
const state = () => keys.state(who.id)
const position = () => keys.position(who.id, 'BTC')
const entry = (seq: bigint) => entryKey(who, seq)
const postingsOf = (item: Item) => item['postings'] as Item[]
const withFirstAmount = (item: Item, amount: bigint) => ({
  postings: postingsOf(item).map((p, i) => (i === 0 ? { ...p, amount } : p)),
})

describe('a sound ledger', () => {
  test('passes, adds up to zero and counts every entry', async () => {
    const fresh = await startStore()
    const one = await openAccount(fresh.store)
    await openAccount(fresh.store)
    await moveCash(fresh.store, one, 100n * USD)
    await buyBitcoin(fresh.store, one, { quantity: 5n, usd: 40n * USD })
    const report = await auditAll(fresh.store)
    fresh.stop()
    expect(report).toEqual({
      accounts: 2,
      entries: 2,
      violations: [],
      unfinished: [],
      totals: new Map([
        [
          'USD',
          {
            user: 60n * USD,
            house: 40n * USD,
            spread: 0n,
            fees: 0n,
            external: -100n * USD,
            sum: 0n,
          },
        ],
        ['BTC', { user: 5n, house: -5n, spread: 0n, fees: 0n, external: 0n, sum: 0n }],
      ]),
    })
  })

  test('of more entries than one read holds passes', async () => {
    for (let i = 0; i < 90; i++) await moveCash(store, who, USD)
    expect(await rulesFound()).toEqual([])
  })

  test('raises no false alarm while it is written to', async () => {
    const fresh = await startStore()
    const crowd = await Promise.all(Array.from({ length: 4 }, () => openAccount(fresh.store)))
    for (const one of crowd) await moveCash(fresh.store, one, 10_000n * USD)
    let writing = true
    const writers = crowd.map(async (one) => {
      for (let i = 0; i < 60; i++) {
        await buyBitcoin(fresh.store, one, { quantity: 10n, usd: USD })
        await moveCash(fresh.store, one, i % 2 === 0 ? 2n * USD : -USD)
      }
    })
    const done = Promise.all(writers).then(() => {
      writing = false
    })
    let audits = 0
    while (writing) {
      expect((await auditAll(fresh.store)).violations).toEqual([])
      audits++
    }
    await done
    const last = await auditAll(fresh.store)
    fresh.stop()
    expect(audits).toBeGreaterThan(0)
    expect([last.violations, last.unfinished, last.entries]).toEqual([[], [], 4 + 4 * 120])
  })
})

describe('the auditor catches', () => {
  test('a changed cash balance', async () => {
    await tamper(store, state(), (s) => ({ available: (s['available'] as bigint) + 1n }))
    expect(await rulesFound()).toEqual(['state_mismatch 6'])
  })

  test('a changed held balance', async () => {
    await tamper(store, state(), () => ({ held: 1n }))
    expect(await rulesFound()).toEqual(['state_mismatch 6'])
  })

  test('a changed holding', async () => {
    await tamper(store, position(), () => ({ available: 500_001n }))
    expect(await rulesFound()).toEqual(['position_mismatch 6'])
  })

  test('a holding that was never bought', async () => {
    await tamper(store, position(), (p) => ({ ...keys.position(who.id, 'ETH'), seq: p['seq'] }))
    expect(await rulesFound()).toEqual(['position_mismatch 6'])
  })

  test('a deleted holding', async () => {
    await store.write([{ delete: position() }])
    expect(await rulesFound()).toEqual(['position_missing 6'])
  })

  test('a holding put back to before a trade, or dated into the future', async () => {
    await tamper(store, position(), () => ({ seq: 1n }))
    expect(await rulesFound()).toEqual(['position_behind 6'])
    await tamper(store, position(), () => ({ seq: 99n }))
    expect(await rulesFound()).toEqual(['position_ahead 6'])
  })

  test('a deleted entry in the middle', async () => {
    await store.write([{ delete: entry(3n) }])
    expect(await rulesFound()).toContain('missing_entry 3')
  })

  test('a deleted first and a deleted last entry', async () => {
    await store.write([{ delete: entry(1n) }])
    await store.write([{ delete: entry(6n) }])
    const found = await rulesFound()
    expect(found).toContain('missing_entry 1')
    expect(found).toContain('missing_entry 6')
  })

  test('a journal that is gone as a whole', async () => {
    for (let seq = 1n; seq <= 6n; seq++) await store.write([{ delete: entry(seq) }])
    expect(await rulesFound()).toContain('missing_entry 1')
  })

  test('an amount edited in an entry', async () => {
    await tamper(store, entry(2n), (e) => withFirstAmount(e, 201n * USD))
    expect(await rulesFound()).toEqual(['hash_mismatch 2', 'unbalanced 2', 'wrong_after 2'])
  })

  test('an entry whose postings do not balance, though it is sealed anew', async () => {
    await tamper(store, entry(2n), (e) => resealed(e, withFirstAmount(e, 201n * USD)))
    const found = await rulesFound()
    expect(found).toContain('unbalanced 2')
    expect(found).toContain('chain_broken 3')
  })

  test('two swapped entries', async () => {
    const [second, third] = await store.get([entry(2n), entry(3n)])
    await store.write([{ put: { ...(third as Item), ...entry(2n) } }])
    await store.write([{ put: { ...(second as Item), ...entry(3n) } }])
    const found = await rulesFound()
    for (const rule of ['hash_mismatch 2', 'hash_mismatch 3', 'chain_broken 2', 'chain_broken 3']) {
      expect(found).toContain(rule)
    }
  })

  test('a changed balance-after', async () => {
    const changed = [{ asset: 'USD', bucket: 'available', amount: 1n }]
    await tamper(store, entry(3n), () => ({ after: changed }))
    const found = await rulesFound()
    expect(found).toContain('hash_mismatch 3')
    expect(found).toContain('wrong_after 3')
  })

  test('a left-out balance-after', async () => {
    await tamper(store, entry(3n), (e) => resealed(e, { after: [] }))
    expect(await rulesFound()).toContain('wrong_after 3')
  })

  test('the journal of another account', async () => {
    for (let seq = 1n; seq <= 6n; seq++) {
      const [theirs] = await store.get([entryKey(other, seq)])
      await store.write([{ put: { ...(theirs as Item), ...entry(seq) } }])
    }
    const [theirs] = await store.get([keys.state(other.id)])
    await tamper(store, state(), () => ({ head: theirs?.['head'] }))
    const found = await rulesFound()
    expect(found).toContain('chain_broken 1')
    expect(found).toContain('hash_mismatch 1')
  })

  test('a time that goes backwards', async () => {
    await tamper(store, entry(3n), (e) => resealed(e, { at: (e['at'] as bigint) - 1n }))
    expect(await rulesFound()).toContain('time_backwards 3')
  })

  test('an entry behind the state, and one under no sequence at all', async () => {
    const [last] = await store.get([entry(6n)])
    await store.write([{ put: { ...(last as Item), ...entry(7n) } }])
    expect(await rulesFound()).toEqual(['phantom_entry 7'])
    await store.write([{ delete: entry(7n) }])
    await store.write([{ put: { ...(last as Item), pk: entry(6n).pk, sk: 'extra' } }])
    expect(await rulesFound()).toEqual(['phantom_entry 1000000000000'])
  })

  test('an entry that can not be read', async () => {
    await tamper(store, entry(3n), () => ({ postings: 'nothing' }))
    expect(await rulesFound()).toContain('malformed_entry 3')
  })

  test('an entry that names more assets than any operation moves', async () => {
    const planted = Array.from({ length: 120 }, (_, i) => ({
      book: 'user',
      bucket: 'available',
      asset: `A${i}`,
      amount: 0n,
    }))
    await tamper(store, entry(3n), () => ({ postings: planted }))
    expect(await rulesFound()).toContain('malformed_entry 3')
  })

  test('a balance below zero, though every record of it agrees', async () => {
    await tamper(store, entry(6n), (e) =>
      resealed(e, {
        postings: postingsOf(e).map((p) => ({ ...p, amount: -50n * (p['amount'] as bigint) })),
        after: [{ asset: 'USD', bucket: 'available', amount: -70n * USD }],
      }),
    )
    const [sealed] = await store.get([entry(6n)])
    await tamper(store, state(), () => ({ available: -70n * USD, head: sealed?.['hash'] }))
    expect(await rulesFound()).toEqual(['negative_balance 6'])
  })

  test('a state that is gone, one that can not be read, and another newest entry on it', async () => {
    const [kept] = await store.get([state()])
    await tamper(store, state(), () => ({ head: 'f'.repeat(64) }))
    expect(await rulesFound()).toEqual(['head_mismatch 6'])
    await tamper(store, state(), () => ({ available: 'much' }))
    expect(await rulesFound()).toEqual(['malformed_state 0'])
    await store.write([{ delete: state() }])
    expect(await rulesFound()).toEqual(['state_missing 0'])
    await store.write([{ put: kept as Item }])
    expect(await rulesFound()).toEqual([])
  })

  test('a state put back to an earlier sequence', async () => {
    await tamper(store, state(), () => ({ seq: 5n }))
    const found = await rulesFound()
    expect(found).toContain('state_mismatch 5')
    expect(found).toContain('phantom_entry 6')
  })
})
