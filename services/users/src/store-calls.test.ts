import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Store } from '@bourse/common/store/store'
import { API } from '@bourse/contracts/api'
import { type StoreFixture, startStore } from '../../common/test/store-fixture'
import { type IdentityFixture, startIdentity } from '../test/identity-fixture'

type Calls = readonly [get: number, query: number, write: number]

/** What each route of a customer's every day may ask of the store, its session check aside. */
const STORE_CALLS: Readonly<Record<string, Calls>> = {
  getBalance: [1, 0, 0],
  createDeposit: [1, 0, 1],
  createWithdrawal: [1, 0, 1],
  listDeposits: [0, 1, 0],
  listWithdrawals: [0, 1, 0],
  listTransactions: [0, 1, 0],
  getAuditProof: [0, 2, 0],
  getProfile: [1, 0, 0],
  updateProfile: [1, 0, 2],
  listSessions: [1, 1, 0],
}

let fixture: StoreFixture
let users: IdentityFixture
let token = ''
const seen = { get: 0, query: 0, write: 0 }

const counting = (store: Store): Store => ({
  get: (keys) => {
    seen.get++
    return store.get(keys)
  },
  query: (query) => {
    seen.query++
    return store.query(query)
  },
  write: (actions, token) => {
    seen.write++
    return store.write(actions, token)
  },
})

beforeAll(async () => {
  fixture = await startStore()
  users = await startIdentity(counting(fixture.store), { isSessionLive: async () => true })
  token = (await users.signUp('ann-calls')).access_token
  await users.send('/api/v1/deposits', {
    token,
    body: { amount: '90' },
    headers: { 'idempotency-key': 'first' },
  })
})
afterAll(() => {
  users.stop()
  fixture.stop()
})

test.each(Object.entries(STORE_CALLS))(
  '%s asks of the store what its row says',
  async (operation, row) => {
    const endpoint = API[operation]
    if (!endpoint) throw new Error(`there is no ${operation}`)
    Object.assign(seen, { get: 0, query: 0, write: 0 })
    const answer = await users.send(endpoint.path, {
      method: endpoint.method,
      token,
      ...(endpoint.body ? { body: endpoint.idempotencyKey ? { amount: '5' } : {} } : {}),
      headers: { 'idempotency-key': operation },
    })
    expect(answer.status).toBe(endpoint.success.status)
    expect([seen.get, seen.query, seen.write]).toEqual([...row])
  },
)
