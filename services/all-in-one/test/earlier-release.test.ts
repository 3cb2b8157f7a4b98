import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { AccountDao } from '@bourse/common/store/account-dao'
import { AssetDao } from '@bourse/common/store/asset-dao'
import { AuditDao } from '@bourse/common/store/audit-dao'
import { bulkTable } from '@bourse/common/store/dynamo/bulk'
import { createDocumentClient } from '@bourse/common/store/dynamo/client'
import { checkSchema } from '@bourse/common/store/dynamo/table'
import { JournalDao } from '@bourse/common/store/journal-dao'
import { keys } from '@bourse/common/store/keys'
import { OrderDao } from '@bourse/common/store/order-dao'
import { PriceDao } from '@bourse/common/store/price-dao'
import { SessionDao } from '@bourse/common/store/session-dao'
import { TransferDao } from '@bourse/common/store/transfer-dao'
import { UserDao } from '@bourse/common/store/user-dao'
import { auditAll } from '@bourse/users/auditor/audit-all'
import { type StoreFixture, startStore } from '../../common/test/store-fixture'

const FILE = new URL('./fixtures/items-v1.ndjson', import.meta.url).pathname

/** Items as release 0.1.0 wrote them. The file never changes: later releases must read it. */
describe('what an earlier release wrote', () => {
  let fixture: StoreFixture
  let account = ''
  beforeAll(async () => {
    fixture = await startStore()
    const table = bulkTable(createDocumentClient(fixture.client), 'bourse')
    const items = readFileSync(FILE, 'utf8').trim().split('\n').map(table.decode)
    await table.put(items)
    account = items.find((item) => item.sk === 'STATE')?.pk.slice('A#'.length) ?? ''
  })
  afterAll(() => fixture.stop())

  test('is read by every DAO', async () => {
    const { store } = fixture
    const found = await new AccountDao(store).stateAndPositions(account)
    expect([found?.state.seq, found?.state.held, found?.positions.length]).toEqual([
      4n,
      20_000_000n,
      1,
    ])
    const entries = await new JournalDao(store).after(account, 0n, 10)
    expect(entries.map((entry) => entry.type)).toEqual([
      'deposit',
      'withdrawal_requested',
      'buy',
      'sell',
    ])
    const { orders } = await new OrderDao(store).newest(account, { limit: 10 })
    expect(orders.map((order) => [order.side, order.status])).toEqual([
      ['sell', 'filled'],
      ['buy', 'filled'],
    ])
    const { transfers } = await new TransferDao(store).newest(account, { limit: 10 })
    expect(transfers.map(({ status }) => status)).toEqual(['pending', 'completed'])
    const user = await new UserDao(store).byLogin('ann-v1')
    expect([user?.id, user?.role]).toEqual([account, 'customer'])
    expect(await new SessionDao(store).list(account, 0)).toHaveLength(1)
    expect((await new AssetDao(store).all()).map(({ symbol }) => symbol)).toEqual(['ETH'])
    expect((await new PriceDao(store).all()).map(({ symbol }) => symbol)).toEqual(['ETH'])
    const trail = await new AuditDao(store).newest(
      { userId: account, at: user?.createdAt ?? 0 },
      { limit: 10 },
    )
    expect(trail.events.map(({ action }) => action)).toEqual(['login', 'register'])
  })

  test('passes the audit: a hash that was sealed then is the hash of today', async () => {
    const report = await auditAll(fixture.store)
    expect([report.accounts, report.entries, report.violations]).toEqual([1, 4, []])
  })

  test('of a newer schema stops the start', async () => {
    await checkSchema(fixture.store)
    await fixture.store.write([{ put: { ...keys.table, v: 1n, schema: 2n } }])
    expect(checkSchema(fixture.store)).rejects.toThrow('start a newer release')
  })
})
