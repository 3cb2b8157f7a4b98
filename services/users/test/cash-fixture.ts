import type { Identity } from '@bourse/common/http/route'
import { createServiceApp } from '@bourse/common/http/service-app'
import { idMaker } from '@bourse/common/runtime/ids'
import { AccountDao } from '@bourse/common/store/account-dao'
import { JournalDao } from '@bourse/common/store/journal-dao'
import { keys } from '@bourse/common/store/keys'
import type { Store } from '@bourse/common/store/store'
import type { TransactDeps } from '@bourse/common/store/transact'
import { TransferDao } from '@bourse/common/store/transfer-dao'
import { UserDao } from '@bourse/common/store/user-dao'
import { sessionId, userId } from '@bourse/contracts/ids'
import type { CashDeps, SettlementEvent } from '../src/cash-deps'
import { cashRoutes } from '../src/cash-routes'

/** Noon of a UTC day. */
export const NOON = Date.UTC(2026, 5, 1, 12)

export interface Customer {
  readonly id: string
  readonly session: string
}

const newId = idMaker()

/** Signs a user up, with a session that never ends. */
export const openAccount = async (store: Store, at = NOON): Promise<Customer> => {
  const id = `usr_${newId()}`
  const session = `ses_${newId()}`
  const name = `u${id.slice(-12).toLowerCase()}`
  await new UserDao(store).signUp({
    id,
    username: name,
    email: `${name}@example.com`,
    firstName: 'A',
    lastName: 'B',
    role: 'customer',
    status: 'active',
    passwordHash: 'none',
    version: 1n,
    createdAt: at,
  })
  await store.write([
    { update: keys.state(id), set: { sessions: { [session]: BigInt(Date.UTC(2100, 0)) } } },
  ])
  return { id, session }
}

/** Dependencies of a money command on a real store; the clock is whatever `now` says. */
export const transactDeps = (store: Store, now: () => number = () => NOON): TransactDeps => ({
  store,
  now,
  random: Math.random,
  sleep: (ms) => Bun.sleep(ms),
  committed: () => {},
})

export interface CashApp {
  readonly call: (
    who: Customer | 'admin',
    request: { method?: string; path: string; key?: string; body?: object },
  ) => Promise<{ status: number; replayed: boolean; body: Json }>
  readonly audited: SettlementEvent[]
  readonly clock: { now: number }
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as their reader would, untyped
export type Json = any

const ADMIN = { id: `usr_${newId()}`, session: `ses_${newId()}` }

/** The cash routes as an app of their own, called as the gateway would. */
export const startCashApp = (
  store: Store,
  policy: Partial<CashDeps['cash']> = {},
  audit?: CashDeps['audit'],
): CashApp => {
  const clock = { now: NOON }
  const audited: SettlementEvent[] = []
  const routes = cashRoutes({
    transact: transactDeps(store, () => clock.now),
    accounts: new AccountDao(store),
    journal: new JournalDao(store),
    transfers: new TransferDao(store),
    market: { assets: async () => new Map() },
    newId,
    cash: {
      withdrawals: 'auto',
      depositDailyLimit: 10_000_000_000n,
      withdrawalDailyLimit: 5_000_000_000n,
      ...policy,
    },
    usernames: async (ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
    audit: audit ?? (async (event) => void audited.push(event)),
    ledgerReport: () => Promise.reject(new Error('not under test')),
  })
  const app = createServiceApp(routes, {
    verifyToken: async (token) => identityOf(token),
    isSessionLive: async () => true,
    newRequestId: () => `req_${newId()}`,
    elapsed: () => 0,
    record: ({ error }) => {
      if (error !== undefined && !audit) console.error(error)
    },
    ready: async () => true,
  })
  const call: CashApp['call'] = async (who, request) => {
    const response = await app.fetch(toRequest(who, request))
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      body: await response.json(),
    }
  }
  return { call, audited, clock }
}

const toRequest = (
  who: Customer | 'admin',
  { method, path, key, body }: Parameters<CashApp['call']>[1],
): Request => {
  const { id, session } = who === 'admin' ? ADMIN : who
  const headers = new Headers({
    authorization: `Bearer ${id}~${session}~${who === 'admin' ? 'admin' : 'customer'}`,
    'content-type': 'application/json',
  })
  if (key) headers.set('idempotency-key', key)
  return new Request(`http://users/api/v1${path}`, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

const identityOf = (token: string): Identity => {
  const [user = '', session = '', role = ''] = token.split('~')
  return {
    userId: userId.parse(user),
    sessionId: sessionId.parse(session),
    role: role === 'admin' ? 'admin' : 'customer',
  }
}
