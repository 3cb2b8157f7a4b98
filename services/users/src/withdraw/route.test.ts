import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type StoreFixture, startStore } from '../../../common/test/store-fixture'
import {
  type CashApp,
  type Customer,
  NOON,
  openAccount,
  startCashApp,
} from '../../test/cash-fixture'
import { auditAll } from '../auditor/audit-all'

const DAY_MS = 86_400_000

let fixture: StoreFixture
let auto: CashApp
let manual: CashApp
beforeAll(async () => {
  fixture = await startStore()
  auto = startCashApp(fixture.store)
  manual = startCashApp(fixture.store, { withdrawals: 'manual' })
})
afterAll(() => fixture.stop())

const funded = async (amount: string): Promise<Customer> => {
  const who = await openAccount(fixture.store)
  await auto.call(who, { path: '/deposits', key: 'funding', body: { amount } })
  return who
}
const withdraw = (app: CashApp, who: Customer, of: { key: string; amount: string }) =>
  app.call(who, { path: '/withdrawals', key: of.key, body: { amount: of.amount } })
const balance = async (who: Customer) => (await auto.call(who, { path: '/balance' })).body
const decide = (who: Customer, [verdict, key]: ['approve' | 'reject', string], app = manual) =>
  app.call('admin', {
    method: 'POST',
    path: `/admin/withdrawals/${who.id}.${key}/${verdict}`,
    ...(verdict === 'reject' ? { body: { reason: 'not yours' } } : {}),
  })

describe('POST /withdrawals, paid at once', () => {
  test('takes the money and refuses more than is available', async () => {
    const who = await funded('100.00')
    expect((await withdraw(auto, who, { key: 'a', amount: '60.00' })).body.status).toBe('completed')
    const refused = await withdraw(auto, who, { key: 'b', amount: '40.01' })
    expect([refused.status, refused.body.code]).toEqual([422, 'insufficient_funds'])
    expect((await balance(who)).total).toBe('40.00')
  })

  test('never lets racing withdrawals overspend', async () => {
    const who = await funded('100.00')
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        withdraw(auto, who, { key: `race-${i}`, amount: '30.00' }),
      ),
    )
    expect(answers.filter((a) => a.status === 201)).toHaveLength(3)
    expect(
      answers.filter((a) => a.status !== 201).every((a) => a.body.code === 'insufficient_funds'),
    ).toBe(true)
    expect((await balance(who)).available).toBe('10.00')
  })

  test('counts the daily limit by UTC day, which a clock that steps back does not reopen', async () => {
    const who = await funded('9000.00')
    const app = startCashApp(fixture.store)
    expect((await withdraw(app, who, { key: 'a', amount: '5000.00' })).status).toBe(201)
    const over = await withdraw(app, who, { key: 'b', amount: '1.00' })
    expect(over.body.code).toBe('daily_limit_exceeded')
    app.clock.now = NOON + DAY_MS
    expect((await withdraw(app, who, { key: 'b', amount: '1.00' })).status).toBe(201)
    app.clock.now = NOON + DAY_MS - 30_000
    const again = await withdraw(app, who, { key: 'c', amount: '5000.00' })
    expect(again.body.code).toBe('daily_limit_exceeded')
  })
})

describe('withdrawals that wait for an admin', () => {
  test('hold the money, then pay it out once', async () => {
    const who = await funded('100.00')
    const asked = await withdraw(manual, who, { key: 'w', amount: '60.00' })
    expect([asked.status, asked.body.status]).toEqual([201, 'pending'])
    expect(await balance(who)).toMatchObject({ available: '40.00', held: '60.00', total: '100.00' })
    const queue = await manual.call('admin', { path: '/admin/withdrawals' })
    expect(queue.body.data).toEqual([
      {
        ...asked.body,
        id: `${who.id}.w`,
        user_id: who.id,
        username: `name of ${who.id}`,
      },
    ])
    const approved = await decide(who, ['approve', 'w'])
    expect([approved.status, approved.body.status]).toEqual([200, 'completed'])
    expect(await balance(who)).toMatchObject({ available: '40.00', held: '0.00' })
    const second = await decide(who, ['reject', 'w'])
    expect([second.status, second.body.code]).toEqual([409, 'wrong_state'])
    expect((await manual.call('admin', { path: '/admin/withdrawals' })).body.data).toEqual([])
    const replay = await withdraw(manual, who, { key: 'w', amount: '60' })
    expect([replay.status, replay.replayed, replay.body.status]).toEqual([201, true, 'completed'])
  })

  test('give money and the same day’s allowance back when rejected', async () => {
    const who = await funded('5000.00')
    await withdraw(manual, who, { key: 'w', amount: '5000.00' })
    const rejected = await decide(who, ['reject', 'w'])
    expect([rejected.status, rejected.body.status]).toEqual([200, 'rejected'])
    expect(await balance(who)).toMatchObject({ available: '5000.00', held: '0.00' })
    expect((await withdraw(manual, who, { key: 'x', amount: '5000.00' })).status).toBe(201)
    expect(manual.audited.at(-1)).toMatchObject({
      action: 'withdrawal_reject',
      outcome: 'ok',
      subjectId: who.id,
      detail: 'w: not yours',
    })
  })

  test('give no other day’s allowance back', async () => {
    const who = await funded('6000.00')
    const app = startCashApp(fixture.store, { withdrawals: 'manual' })
    await withdraw(app, who, { key: 'yesterday', amount: '1000.00' })
    app.clock.now = NOON + DAY_MS
    await withdraw(app, who, { key: 'today', amount: '4500.00' })
    await decide(who, ['reject', 'yesterday'], app)
    const over = await withdraw(app, who, { key: 'more', amount: '1000.00' })
    expect(over.body.code).toBe('daily_limit_exceeded')
    expect((await withdraw(app, who, { key: 'rest', amount: '500.00' })).status).toBe(201)
  })

  test('are settled once when two admins decide at the same moment', async () => {
    const who = await funded('100.00')
    await withdraw(manual, who, { key: 'w', amount: '60.00' })
    const answers = await Promise.all([
      decide(who, ['approve', 'w']),
      decide(who, ['reject', 'w']),
      decide(who, ['approve', 'w']),
    ])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409])
  })

  test('are not settled when the decision can not be written down', async () => {
    const who = await funded('100.00')
    await withdraw(manual, who, { key: 'w', amount: '60.00' })
    const mute = startCashApp(fixture.store, { withdrawals: 'manual' }, async () => {
      throw new Error('the trail is full')
    })
    expect((await decide(who, ['approve', 'w'], mute)).status).toBe(500)
    expect(await balance(who)).toMatchObject({ available: '40.00', held: '60.00' })
  })

  test('leave a trail of who decided, refused decisions included', async () => {
    const who = await funded('100.00')
    await withdraw(manual, who, { key: 'w', amount: '60.00' })
    const from = manual.audited.length
    await decide(who, ['approve', 'w'])
    await decide(who, ['reject', 'w'])
    expect(manual.audited.slice(from).map((e) => [e.action, e.outcome, e.detail])).toEqual([
      ['withdrawal_approve', 'ok', 'w'],
      ['withdrawal_reject', 'refused', 'w: not yours: wrong_state'],
    ])
  })

  test('can be settled on a frozen account, which asks for nothing new itself', async () => {
    const who = await funded('100.00')
    await withdraw(manual, who, { key: 'w', amount: '60.00' })
    await fixture.store.write([
      { update: { pk: `A#${who.id}`, sk: 'STATE' }, set: { status: 'frozen' } },
    ])
    const refused = await withdraw(manual, who, { key: 'x', amount: '1.00' })
    expect([refused.status, refused.body.code]).toEqual([403, 'account_frozen'])
    expect((await decide(who, ['approve', 'w'])).status).toBe(200)
  })

  test('a deposit, a stranger’s key and an unknown user are no withdrawals', async () => {
    const who = await funded('100.00')
    for (const key of ['funding', 'nothing']) {
      expect((await decide(who, ['approve', key])).status).toBe(404)
    }
    const nobody = { ...who, id: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV' }
    expect((await decide(nobody, ['approve', 'funding'])).status).toBe(404)
  })

  test('are listed page by page over all shards, none lost and none twice', async () => {
    const own = await startStore()
    const app = startCashApp(own.store, { withdrawals: 'manual' })
    const asked: string[] = []
    for (let i = 0; i < 9; i++) {
      const who = await openAccount(own.store)
      await app.call(who, { path: '/deposits', key: 'f', body: { amount: '50.00' } })
      for (const key of ['one', 'two']) {
        await withdraw(app, who, { key, amount: '5.00' })
        asked.push(`${who.id}.${key}`)
      }
    }
    const listed: string[] = []
    let cursor = ''
    for (let page = 0; page < 30; page++) {
      const { body } = await app.call('admin', { path: `/admin/withdrawals?limit=4${cursor}` })
      listed.push(...body.data.map((row: { id: string }) => row.id))
      if (body.next_cursor === null) break
      cursor = `&cursor=${body.next_cursor}`
    }
    own.stop()
    expect(listed.toSorted()).toEqual(asked.toSorted())
  })
})

test('the auditor passes what all of this left', async () => {
  const report = await auditAll(fixture.store)
  expect(report.violations).toEqual([])
  expect(report.totals.get('USD')?.sum).toBe(0n)
})
