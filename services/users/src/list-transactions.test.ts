import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { type StoreFixture, startStore } from '../../common/test/store-fixture'
import {
  type CashApp,
  type Customer,
  type Json,
  openAccount,
  startCashApp,
} from '../test/cash-fixture'

let fixture: StoreFixture
let app: CashApp
let who: Customer
beforeAll(async () => {
  fixture = await startStore()
  app = startCashApp(fixture.store, { withdrawals: 'manual' })
  who = await openAccount(fixture.store)
  for (let i = 0; i < 12; i++) {
    await app.call(who, { path: '/deposits', key: `d${i}`, body: { amount: '100.00' } })
    if (i % 3 === 0) {
      await app.call(who, { path: '/withdrawals', key: `w${i}`, body: { amount: '10.00' } })
    }
  }
})
afterAll(() => fixture.stop())

/** Follows the cursors to the end; `meanwhile` runs between pages. */
const everyPage = async (path: string, meanwhile: () => Promise<unknown> = async () => {}) => {
  const rows: Json[] = []
  let cursor = ''
  for (let page = 0; page < 100; page++) {
    const { status, body } = await app.call(who, { path: `${path}${cursor}` })
    expect(status).toBe(200)
    rows.push(...body.data)
    if (body.next_cursor === null) return rows
    cursor = `&cursor=${body.next_cursor}`
    await meanwhile()
  }
  throw new Error('the list never ends')
}

describe('GET /transactions', () => {
  test('tells each entry newest first, with the owner’s own movements alone', async () => {
    const { body } = await app.call(who, { path: '/transactions?limit=1' })
    expect(body.data).toEqual([
      {
        seq: 16,
        type: 'deposit',
        reference: 'd11',
        movements: [
          { asset: 'USD', bucket: 'available', amount: '100.00', balance_after: '1160.00' },
        ],
        created_at: '2026-06-01T12:00:00.000Z',
      },
    ])
  })

  test.each([1, 3, 5, 16, 200])('shows every entry once in pages of %d', async (limit) => {
    const rows = await everyPage(`/transactions?limit=${limit}`)
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 16 }, (_, i) => 16 - i))
  })

  test('finds every entry of a type, however rare, in bounded reads', async () => {
    const rows = await everyPage('/transactions?limit=1&type=withdrawal_requested')
    expect(rows.map((row) => row.reference)).toEqual(['w9', 'w6', 'w3', 'w0'])
    expect(rows[0].movements).toEqual([
      { asset: 'USD', bucket: 'available', amount: '-10.00', balance_after: '960.00' },
      { asset: 'USD', bucket: 'held', amount: '10.00', balance_after: '40.00' },
    ])
  })

  test('filters by asset', async () => {
    expect(await everyPage('/transactions?limit=5&asset=BTC')).toEqual([])
    expect(await everyPage('/transactions?limit=5&asset=USD')).toHaveLength(16)
  })

  test.each(['bm9uc2Vuc2U', Buffer.from('{"seq":"-1"}').toString('base64url')])(
    'refuses a cursor that is none of ours: %s',
    async (cursor) => {
      const { status, body } = await app.call(who, { path: `/transactions?cursor=${cursor}` })
      expect([status, body.code]).toEqual([422, 'invalid_request'])
    },
  )
})

describe('GET /audit/proof', () => {
  test('lets the owner add the entries up to the balance, hash by hash', async () => {
    const entries = await everyPage('/audit/proof?limit=5')
    expect(entries.map((e) => e.seq)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1))
    let previous = createHash('sha256')
      .update(`${'0'.repeat(64)}\n${who.id}`)
      .digest('hex')
    const sums = new Map<string, bigint>()
    for (const entry of entries) {
      expect(entry.previous).toBe(previous)
      expect(createHash('sha256').update(entry.canonical).digest('hex')).toBe(entry.hash)
      previous = entry.hash
      for (const [book, bucket, asset, amount] of JSON.parse(entry.canonical)[6]) {
        const key = `${book} ${bucket} ${asset}`
        sums.set(key, (sums.get(key) ?? 0n) + BigInt(amount))
      }
    }
    const { body } = await app.call(who, { path: '/audit/proof?limit=1' })
    expect(body.head).toBe(previous)
    expect(body.seq).toBe(16)
    expect(body.balances).toEqual([{ asset: 'USD', available: '1160.00', held: '40.00' }])
    expect(sums.get('user available USD')).toBe(1_160_000_000n)
    expect(sums.get('user held USD')).toBe(40_000_000n)
  })
})

describe('GET /deposits and /withdrawals', () => {
  test.each([1, 2, 7, 50])('show every transfer once in pages of %d', async (limit) => {
    const deposits = await everyPage(`/deposits?limit=${limit}`)
    expect(deposits.map((row) => row.id)).toEqual(
      Array.from({ length: 12 }, (_, i) => `d${11 - i}`),
    )
    const withdrawals = await everyPage(`/withdrawals?limit=${limit}&status=pending`)
    expect(withdrawals.map((row) => row.id)).toEqual(['w9', 'w6', 'w3', 'w0'])
    expect(await everyPage(`/withdrawals?limit=${limit}&status=rejected`)).toEqual([])
  })

  test('lose and repeat nothing when new transfers come between pages', async () => {
    let i = 0
    const rows = await everyPage('/deposits?limit=3', () =>
      app.call(who, { path: '/deposits', key: `late${i++}`, body: { amount: '1.00' } }),
    )
    const old = rows.map((row) => row.id).filter((id) => id.startsWith('d'))
    expect(old).toEqual(Array.from({ length: 12 }, (_, n) => `d${11 - n}`))
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
  })

  test('refuse a cursor whose parts could not be ours', async () => {
    for (const place of ['{"k":"","t":""}', '{"k":"a b","t":"x"}', '{"k":"d1"}']) {
      const cursor = Buffer.from(place).toString('base64url')
      expect((await app.call(who, { path: `/deposits?cursor=${cursor}` })).status).toBe(422)
    }
  })

  test('show nothing of another owner, even with the other’s cursor', async () => {
    const { body } = await app.call(who, { path: '/deposits?limit=2' })
    const stranger = await openAccount(fixture.store)
    const seen = await app.call(stranger, { path: `/deposits?cursor=${body.next_cursor}` })
    expect(seen.body).toEqual({ data: [], next_cursor: null })
  })
})
