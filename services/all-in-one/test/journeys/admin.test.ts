import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  approveWithdrawal,
  createResetLink,
  freezeUser,
  getLedger,
  getUser,
  listAudit,
  listPendingWithdrawals,
  listUsers,
  rejectWithdrawal,
  unfreezeUser,
} from '@bourse/contracts/admin'
import { getAsset, updateAsset } from '@bourse/contracts/assets'
import {
  createDeposit,
  createWithdrawal,
  getBalance,
  listWithdrawals,
} from '@bourse/contracts/cash'
import { assetSymbol } from '@bourse/contracts/ids'
import { placeOrder } from '@bourse/contracts/orders'
import { resetPassword } from '@bourse/contracts/users'
import { PASSWORD, Person } from '../person'
import { type RunningPlatform, runPlatform } from '../run-platform'
import { createAdmin } from '../run-tool'

const BTC = assetSymbol.parse('BTC')
const SOL = assetSymbol.parse('SOL')

describe("an administrator's day", () => {
  let platform: RunningPlatform
  let admin: Person
  let ann: Person
  const annId = () => ann.tokens?.user.id as never
  beforeAll(async () => {
    platform = await runPlatform({ env: { WITHDRAWALS: 'manual' } })
    admin = await createAdmin(platform, 'root-admin')
    ann = await new Person(platform.url, 'ann-customer').signUp()
    await ann.get(createDeposit, { body: { amount: '900' }, idempotencyKey: 'd' })
  }, 90_000)
  afterAll(() => platform.remove())

  test('is closed to customers', async () => {
    expect(await ann.refusal(listUsers, {})).toBe('403 forbidden')
    expect(await ann.refusal(getLedger, {})).toBe('403 forbidden')
  })

  test('finds a user by the start of the name, with the balance', async () => {
    const found = await admin.get(listUsers, { query: { q: 'ann-c' } })
    expect(found.data.map((user) => user.username)).toEqual(['ann-customer'])
    expect((await admin.get(getUser, { params: { id: annId() } })).balance.available).toBe('900.00')
  })

  test('freezes: no new money moves, and the freeze can be lifted', async () => {
    const about = { params: { id: annId() }, body: { reason: 'odd sign-ins' } }
    await admin.get(freezeUser, about)
    const refused = await Promise.all([
      ann.refusal(createDeposit, { body: { amount: '5' }, idempotencyKey: 'frozen' }),
      ann.refusal(createWithdrawal, { body: { amount: '5' }, idempotencyKey: 'frozen-w' }),
      ann.refusal(placeOrder, {
        body: { symbol: BTC, side: 'buy', type: 'market', notional: '20' },
      }),
    ])
    expect(new Set<string>(refused)).toEqual(new Set(['403 account_frozen']))
    await admin.get(unfreezeUser, about)
    await ann.get(createDeposit, { body: { amount: '5' }, idempotencyKey: 'frozen' })
  })

  test('halts an asset, which stops its orders at once', async () => {
    const halt = { params: { symbol: SOL }, body: { status: 'halted', reason: 'news' } } as const
    expect((await admin.get(updateAsset, halt)).halted_by).toBe('admin')
    const order = { symbol: SOL, side: 'buy', type: 'market', notional: '20' } as const
    expect(await ann.refusal(placeOrder, { body: order })).toBe('422 asset_halted')
    await admin.get(updateAsset, { ...halt, body: { status: 'active', reason: 'over' } })
    await ann.get(placeOrder, { body: order })
    expect((await ann.get(getAsset, { params: { symbol: SOL } })).status).toBe('active')
  })

  test('approves one withdrawal and rejects another, each once', async () => {
    const before = (await ann.get(getBalance, {})).total
    await ann.get(createWithdrawal, { body: { amount: '100' }, idempotencyKey: 'yes' })
    await ann.get(createWithdrawal, { body: { amount: '30' }, idempotencyKey: 'no' })
    expect((await ann.get(getBalance, {})).held).toBe('130.00')
    const queue = (await admin.get(listPendingWithdrawals, {})).data
    expect(queue.map((w) => w.username)).toEqual(['ann-customer', 'ann-customer'])
    const idOf = (key: string) => queue.find((w) => w.id.endsWith(`.${key}`))?.id ?? ''
    await admin.get(approveWithdrawal, { params: { id: idOf('yes') } })
    const reject = { params: { id: idOf('no') }, body: { reason: 'wrong name' } }
    await admin.get(rejectWithdrawal, reject)
    expect(await admin.refusal(rejectWithdrawal, reject)).toBe('409 wrong_state')
    expect((await admin.get(listPendingWithdrawals, {})).data).toEqual([])
    const balance = await ann.get(getBalance, {})
    expect([balance.held, Number(before) - Number(balance.total)]).toEqual(['0.00', 100])
    const statuses = (await ann.get(listWithdrawals, {})).data.map((w) => w.status)
    expect(statuses.toSorted()).toEqual(['completed', 'rejected'])
  })

  test('makes a reset link that works once and ends every session', async () => {
    const link = await admin.get(createResetLink, { params: { id: annId() } })
    expect(link.url).toBe(`${platform.url}/reset#${link.token}`)
    const body = { token: link.token, password: `${PASSWORD} anew` }
    const stranger = new Person(platform.url, 'nobody')
    await stranger.get(resetPassword, { body })
    expect(await stranger.refusal(resetPassword, { body })).toBe('422 reset_token_invalid')
    expect(await ann.refusal(createDeposit, { body: { amount: '5' }, idempotencyKey: 'r' })).toBe(
      '401 unauthenticated',
    )
    await new Person(platform.url, 'ann-customer', body.password).signIn()
  })

  test('leaves a trail and a ledger that adds up to zero', async () => {
    const trail = (await admin.get(listAudit, {})).data.map((event) => event.action)
    for (const action of ['freeze', 'unfreeze', 'asset_halted', 'asset_resumed', 'reset_link']) {
      expect(trail).toContain(action)
    }
    const ledger = await untilVerified(admin)
    expect(ledger.violation_count).toBe(0)
    expect(ledger.totals.map(({ asset }) => asset)).toContain('USD')
    expect(ledger.totals.filter(({ sum }) => !/^0(\.0+)?$/.test(sum))).toEqual([])
    const about = await admin.get(listAudit, { query: { user_id: annId() } })
    expect(about.data.map((event) => event.action)).toContain('login')
  })
})

/** The auditor works in the background: waits until it has seen what was done so far. */
const untilVerified = async (admin: Person) => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ledger = await admin.get(getLedger, {})
    if (ledger.entries_verified >= 6) return ledger
    await Bun.sleep(200)
  }
  throw new Error('the auditor verified nothing')
}
