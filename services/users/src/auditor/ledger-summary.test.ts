import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { keys } from '@bourse/common/store/keys'
import type { Store } from '@bourse/common/store/store'
import { ledgerReport as reportSchema } from '@bourse/contracts/admin'
import { type StoreFixture, startStore } from '../../../common/test/store-fixture'
import { type Customer, NOON, openAccount } from '../../test/cash-fixture'
import { startAuditor } from '../../test/start-auditor'
import { moveCash, tamper } from '../../test/tamper'
import { checkpointText } from './auditor'
import { ledgerReport, ledgerSummary } from './ledger-summary'

const USD = 1_000_000n
let fixture: StoreFixture
let store: Store
let who: Customer
let clock: { now: number }
beforeEach(async () => {
  fixture = await startStore()
  store = fixture.store
  clock = { now: NOON }
  who = await openAccount(store)
  for (let i = 0; i < 3; i++) await moveCash(store, who, 100n * USD)
})
afterEach(() => fixture.stop())

const start = () => startAuditor({ store, clock })

describe('the report', () => {
  const market = { assets: async () => new Map() }

  test('shows conservation, and is what the contract declares', async () => {
    const { auditor, dao } = start()
    await auditor.round()
    const report = await ledgerReport({ dao, market, now: () => clock.now + 1500 })
    expect(reportSchema.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      accounts: 1,
      entries_verified: 3,
      violations: [],
      violation_count: 0,
      lag_ms: 1500,
      totals: [
        {
          asset: 'USD',
          users: '300.00',
          house: '0.00',
          spread: '0.00',
          fees: '0.00',
          external: '-300.00',
          sum: '0.00',
        },
      ],
    })
  })

  test('lists violations in the shape of the contract', async () => {
    await tamper(store, keys.state(who.id), () => ({ available: 1n }))
    const { auditor, dao } = start()
    await auditor.round()
    const report = await ledgerReport({ dao, market, now: () => clock.now })
    expect(reportSchema.parse(report).violations).toEqual([
      {
        account_id: who.id,
        seq: 3,
        rule: 'state_mismatch',
        detail: 'USD available: stands at 1, the entries come to 300000000',
        found_at: new Date(NOON).toISOString(),
      },
    ])
  })

  test('knows no lag before the first pass, and a growing one when the auditor stands still', async () => {
    const { auditor, dao } = start()
    const summary = () => ledgerSummary({ dao, now: () => clock.now })
    expect(await summary()).toEqual({ violations: 0, entries_verified: 0, lag_ms: null })
    await auditor.round()
    clock.now += 60_000
    expect(await summary()).toEqual({ violations: 0, entries_verified: 3, lag_ms: 60_000 })
  })

  test('lags for as long as one account can not be verified', async () => {
    await store.write([{ delete: keys.state(who.id) }])
    const { auditor, dao } = start()
    for (let round = 0; round < 4; round++) {
      await auditor.round()
      clock.now += 2000
    }
    const { lag_ms: lag } = await ledgerSummary({ dao, now: () => clock.now })
    expect(lag).toBe(8000)
  })

  test('carries a signed checkpoint of every head, a new one each hour', async () => {
    const { auditor, dao } = start()
    await auditor.round()
    const first = (await dao.summary()).checkpoint
    const text = checkpointText({ at: NOON, accounts: 1, headsHash: first?.headsHash ?? '' })
    expect(first).toMatchObject({ at: NOON, signature: `signed ${text}`, keyId: 'k1' })
    clock.now += 3_599_999
    await moveCash(store, who, USD)
    await auditor.round()
    expect((await dao.summary()).checkpoint).toEqual(first)
    clock.now += 1
    await auditor.round()
    const second = (await dao.summary()).checkpoint
    expect(second?.at).toBe(clock.now)
    expect(second?.headsHash).not.toBe(first?.headsHash)
  })
})
