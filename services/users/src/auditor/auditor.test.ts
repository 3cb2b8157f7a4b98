import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { keys } from '@bourse/common/store/keys'
import { LeaseDao } from '@bourse/common/store/lease-dao'
import type { Item, Query, Store } from '@bourse/common/store/store'
import { type StoreFixture, startStore } from '../../../common/test/store-fixture'
import { type Customer, NOON, openAccount } from '../../test/cash-fixture'
import { startAuditor } from '../../test/start-auditor'
import { buyBitcoin, entryKey, moveCash, resealed, tamper } from '../../test/tamper'

const USD = 1_000_000n
let fixture: StoreFixture
let store: Store
let who: Customer
let clock: { now: number }
let queries: Query[]
beforeEach(async () => {
  fixture = await startStore()
  queries = []
  store = {
    get: (wanted) => fixture.store.get(wanted),
    write: (actions, token) => fixture.store.write(actions, token),
    query: (query) => {
      queries.push(query)
      return fixture.store.query(query)
    },
  }
  clock = { now: NOON }
  who = await openAccount(store)
  for (let i = 0; i < 3; i++) await moveCash(store, who, 100n * USD)
})
afterEach(() => fixture.stop())

const start = (more: Parameters<typeof startAuditor>[1] = {}) =>
  startAuditor({ store, clock }, more)
const rules = (violations: readonly { rule: string; seq: bigint }[]) =>
  violations.map((v) => `${v.rule} ${v.seq}`)
const journalReads = () => queries.filter((q) => q.pk === `J#${who.id}`).length

describe('rounds', () => {
  test('verify what is new, read nothing of a quiet account, and count each entry once', async () => {
    const { auditor, summaries } = start()
    await auditor.round()
    expect(summaries.at(-1)).toMatchObject({ accounts: 1, entriesVerified: 3, violationCount: 0 })
    queries.length = 0
    await auditor.round()
    expect(journalReads()).toBe(0)
    await moveCash(store, who, 5n * USD)
    await auditor.round()
    expect(summaries.at(-1)?.entriesVerified).toBe(4)
  })

  test('go on where another process stopped', async () => {
    const first = start()
    await first.auditor.round()
    await first.auditor.stop()
    await moveCash(store, who, 5n * USD)
    const second = start({ owner: 'two' })
    await second.auditor.round()
    expect(second.summaries.at(-1)?.entriesVerified).toBe(4)
  })

  test('belong to one replica at a time; the others show what it found', async () => {
    const one = start()
    const two = start({ owner: 'two' })
    await one.auditor.round()
    await moveCash(store, who, 5n * USD)
    await two.auditor.round()
    expect(two.summaries.at(-1)?.entriesVerified).toBe(3)
    clock.now += 31_000
    await two.auditor.round()
    expect(two.summaries.at(-1)?.entriesVerified).toBe(4)
  })

  test('run in the background until stopped, and give the lease up then', async () => {
    let told = () => {}
    const round = new Promise<void>((resolve) => {
      told = resolve
    })
    const { auditor } = start({ onSummary: () => told(), everyMs: 1 })
    auditor.start()
    await round
    await auditor.stop()
    const lease = await new LeaseDao(store).read('auditor')
    expect(lease?.expiresAt).toBe(0)
  })

  test('verify each entry once while accounts are written to, and raise no false alarm', async () => {
    const crowd = await Promise.all(Array.from({ length: 3 }, () => openAccount(store)))
    for (const one of crowd) await moveCash(store, one, 10_000n * USD)
    let writing = true
    const { auditor, dao, summaries, violations } = start()
    const writers = crowd.map(async (one) => {
      for (let i = 0; i < 40; i++) {
        await buyBitcoin(store, one, { quantity: 10n, usd: USD })
        await moveCash(store, one, 2n * USD)
      }
    })
    const done = Promise.all(writers).then(() => {
      writing = false
    })
    while (writing) await auditor.round()
    await done
    await auditor.round()
    expect(violations).toEqual([])
    expect(summaries.at(-1)).toMatchObject({ entriesVerified: 3 + 3 * 81, violationCount: 0 })
    const totals = await dao.totals()
    expect(totals.get('BTC')).toEqual({
      user: 1200n,
      house: -1200n,
      spread: 0n,
      fees: 0n,
      external: 0n,
    })
  })
})

describe('a violation', () => {
  test('is told once, kept when the data is repaired, and known to the next process', async () => {
    const [sound] = await store.get([keys.state(who.id)])
    await tamper(store, keys.state(who.id), () => ({ available: 1n }))
    const { auditor, dao, violations } = start()
    await auditor.round()
    await auditor.round()
    expect(rules(violations)).toEqual(['state_mismatch 3'])
    await store.write([{ put: sound as Item }])
    const next = start()
    await next.auditor.round()
    expect((await dao.summary()).violationCount).toBeGreaterThanOrEqual(1)
    expect(rules(await dao.violations(10))).toContain('state_mismatch 3')
  })

  test('is a changed balance of a quiet account too', async () => {
    const { auditor, violations } = start()
    await auditor.round()
    await tamper(store, keys.state(who.id), () => ({ held: 1n }))
    await auditor.round()
    expect(rules(violations)).toEqual(['state_mismatch 3'])
  })

  test('is a missing entry only when it has been missing for five seconds', async () => {
    const [third] = await store.get([entryKey(who, 3n)])
    await store.write([{ delete: entryKey(who, 3n) }])
    const { auditor, violations, summaries } = start()
    await auditor.round()
    clock.now += 4999
    await auditor.round()
    expect(violations).toEqual([])
    clock.now += 1
    await auditor.round()
    expect(rules(violations)).toContain('missing_entry 3')
    expect(summaries.at(-1)?.violationCount).toBe(violations.length)
    await store.write([{ put: third as Item }])
    await moveCash(store, who, USD)
    await auditor.round()
    expect((await start().dao.summary()).violationCount).toBe(violations.length)
  })

  test('is nothing that showed up in time', async () => {
    const [third] = await store.get([entryKey(who, 3n)])
    await store.write([{ delete: entryKey(who, 3n) }])
    const { auditor, violations, summaries } = start()
    await auditor.round()
    await store.write([{ put: third as Item }])
    clock.now += 6000
    await auditor.round()
    expect(violations).toEqual([])
    expect(summaries.at(-1)).toMatchObject({ entriesVerified: 3, verifiedUntil: clock.now })
  })

  test('does not hide the next one of the same account', async () => {
    await tamper(store, keys.state(who.id), () => ({ available: 1n }))
    const { auditor, violations } = start()
    await auditor.round()
    await moveCash(store, who, USD)
    await tamper(store, entryKey(who, 4n), (e) => ({ hash: `${e['hash']}`.replace(/./, 'x') }))
    await auditor.round()
    expect(rules(violations)).toContain('hash_mismatch 4')
  })
})

describe('the full pass', () => {
  test('finds what was changed long after it was verified', async () => {
    const { auditor, violations } = start()
    await auditor.round()
    await tamper(store, entryKey(who, 1n), () => ({ reference: 'another' }))
    await auditor.round()
    expect(violations).toEqual([])
    const again = start({ refoldAtStart: true })
    await again.auditor.round()
    expect(rules(again.violations)).toEqual(['hash_mismatch 1'])
  })

  test('finds a history that was rewritten and sealed anew to its last entry', async () => {
    const { auditor } = start()
    await auditor.round()
    let previous = ''
    for (let seq = 1n; seq <= 3n; seq++) {
      const [item] = await store.get([entryKey(who, seq)])
      const change = seq === 1n ? { reference: 'another' } : { previous }
      const sealed = resealed(item as Item, change)
      previous = `${sealed['hash']}`
      await store.write([{ put: sealed }])
    }
    await tamper(store, keys.state(who.id), () => ({ head: previous }))
    const again = start({ refoldAtStart: true })
    await again.auditor.round()
    expect(rules(again.violations)).toContain('history_rewritten 3')
  })

  test('comes once a day', async () => {
    const { auditor } = start({ refoldEveryMs: 86_400_000 })
    await auditor.round()
    queries.length = 0
    clock.now += 3_600_000
    await auditor.round()
    expect(journalReads()).toBe(0)
    clock.now += 86_400_000
    await auditor.round()
    expect(journalReads()).toBeGreaterThan(0)
  })
})
