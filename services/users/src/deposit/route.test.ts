import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type StoreFixture, startStore } from '../../../common/test/store-fixture'
import { type CashApp, openAccount, startCashApp } from '../../test/cash-fixture'
import { auditAll } from '../auditor/audit-all'

let fixture: StoreFixture
let app: CashApp
beforeAll(async () => {
  fixture = await startStore()
  app = startCashApp(fixture.store)
})
afterAll(() => fixture.stop())

const deposit = (who: Parameters<CashApp['call']>[0], key: string, amount: string) =>
  app.call(who, { path: '/deposits', key, body: { amount } })

describe('POST /deposits', () => {
  test('makes the money available at once and shows it everywhere', async () => {
    const who = await openAccount(fixture.store)
    const made = await deposit(who, 'first', '250.50')
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: 'first',
      direction: 'deposit',
      amount: '250.50',
      currency: 'USD',
      status: 'completed',
      created_at: '2026-06-01T12:00:00.000Z',
      updated_at: '2026-06-01T12:00:00.000Z',
    })
    const balance = await app.call(who, { path: '/balance' })
    expect(balance.body).toEqual({
      currency: 'USD',
      available: '250.50',
      held: '0.00',
      total: '250.50',
    })
    const list = await app.call(who, { path: '/deposits' })
    expect(list.body).toEqual({ data: [made.body], next_cursor: null })
  })

  test('answers a repeat with the original status and moves nothing, in any spelling of the amount', async () => {
    const who = await openAccount(fixture.store)
    await deposit(who, 'same', '5')
    const again = await deposit(who, 'same', '5.00')
    expect([again.status, again.replayed, again.body.amount]).toEqual([201, true, '5.00'])
    const balance = await app.call(who, { path: '/balance' })
    expect(balance.body.available).toBe('5.00')
  })

  test('replays even where the rules have become stricter since', async () => {
    const who = await openAccount(fixture.store)
    await deposit(who, 'before', '50.00')
    const strict = startCashApp(fixture.store, { depositDailyLimit: 0n })
    const again = await strict.call(who, {
      path: '/deposits',
      key: 'before',
      body: { amount: '50.00' },
    })
    expect([again.status, again.replayed]).toEqual([201, true])
  })

  test('refuses a key that was used for another amount or for a withdrawal', async () => {
    const who = await openAccount(fixture.store)
    await deposit(who, 'used', '5.00')
    expect((await deposit(who, 'used', '6.00')).body.code).toBe('idempotency_key_reused')
    const other = await app.call(who, {
      path: '/withdrawals',
      key: 'used',
      body: { amount: '5.00' },
    })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
  })

  test('lets a refused key be used again', async () => {
    const who = await openAccount(fixture.store)
    expect((await deposit(who, 'twice', '0.50')).status).toBe(422)
    expect((await deposit(who, 'twice', '1.00')).status).toBe(201)
  })

  test.each([
    ['0.99', 'below_minimum'],
    ['0', 'below_minimum'],
    ['1.005', 'too_many_decimals'],
    ['1.0000001', 'too_many_decimals'],
    ['10000.01', 'daily_limit_exceeded'],
    ['1000000.01', 'above_maximum'],
    ['99999999999999999999', 'above_maximum'],
    ['-5', 'invalid_request'],
    ['1e3', 'invalid_request'],
  ])('refuses %s as %s', async (amount, code) => {
    const who = await openAccount(fixture.store)
    const refused = await deposit(who, 'k', amount)
    expect([refused.status, refused.body.code]).toEqual([422, code])
  })

  test('refuses a session that is gone from the account, though the token still passes', async () => {
    const who = await openAccount(fixture.store)
    const signedOut = { ...who, session: 'ses_01ARZ3NDEKTSV4RRFFQ69G5FAV' }
    expect((await deposit(signedOut, 'k', '5.00')).status).toBe(401)
  })

  test('never lets racing deposits pass the daily limit together', async () => {
    const who = await openAccount(fixture.store)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => deposit(who, `race-${i}`, '1500.00')),
    )
    const codes = answers.map((a) => (a.status === 201 ? 'made' : a.body.code))
    expect(codes.filter((c) => c === 'made')).toHaveLength(6)
    expect(codes.filter((c) => c === 'daily_limit_exceeded')).toHaveLength(6)
  })

  test('makes one deposit of many that race under one key', async () => {
    const who = await openAccount(fixture.store)
    const answers = await Promise.all(Array.from({ length: 20 }, () => deposit(who, 'one', '7.00')))
    expect(answers.every((a) => a.status === 201)).toBe(true)
    expect(answers.filter((a) => !a.replayed)).toHaveLength(1)
    expect((await app.call(who, { path: '/balance' })).body.available).toBe('7.00')
  })

  test('leaves a ledger that the auditor passes', async () => {
    const report = await auditAll(fixture.store)
    expect(report.violations).toEqual([])
    expect(report.unfinished).toEqual([])
    expect(report.totals.get('USD')?.sum).toBe(0n)
    expect(report.entries).toBeGreaterThan(8)
  })
})
