import { newAccount } from '@bourse/common/domain/account'
import type { Asset, Price } from '@bourse/common/domain/asset'
import { bucketKey, fold, type JournalEntry } from '@bourse/common/domain/ledger'
import { parseDecimal, USD_SCALE } from '@bourse/common/domain/money'
import { isRejection } from '@bourse/common/domain/rejection'
import type { Transfer } from '@bourse/common/domain/transfer'
import { type ManualClock, manualClock } from '@bourse/common/runtime/clock'
import { type IdMaker, idMaker } from '@bourse/common/runtime/ids'
import { MemorySharedState } from '@bourse/common/shared-state/memory'
import { AccountDao, genesisHead, stateItem } from '@bourse/common/store/account-dao'
import { AssetDao } from '@bourse/common/store/asset-dao'
import { JournalDao } from '@bourse/common/store/journal-dao'
import { keys } from '@bourse/common/store/keys'
import { MarketReader } from '@bourse/common/store/market-reader'
import { OrderDao } from '@bourse/common/store/order-dao'
import { PriceDao } from '@bourse/common/store/price-dao'
import type { Store } from '@bourse/common/store/store'
import { type TransactDeps, transact } from '@bourse/common/store/transact'
import { sessionId, userId } from '@bourse/contracts/ids'
import type { Hono } from 'hono'
import { startStore } from '../../common/test/store-fixture'
import { createApp, type OrdersDeps } from '../src/app'

export interface Customer {
  readonly uid: string
  readonly sid: string
  readonly token: string
}

export interface OrdersFixture {
  readonly app: Hono
  readonly deps: OrdersDeps
  readonly store: Store
  readonly clock: ManualClock
  readonly shared: MemorySharedState
  readonly prices: PriceDao
  readonly assets: AssetDao
  readonly customer: (usd: string) => Promise<Customer>
  readonly deposit: (customer: Customer, usd: string) => Promise<void>
  readonly setPrices: (prices: Readonly<Record<string, string>>) => Promise<void>
  readonly journal: (customer: Customer) => Promise<JournalEntry[]>
  readonly stop: () => void
}

const asset = (symbol: string, decimals: number): Asset => ({
  symbol,
  name: `${symbol} name`,
  decimals,
  minNotional: 1_000_000n,
  maxNotional: 100_000_000_000n,
  status: 'active',
  haltedBy: null,
  maxAgeMs: 15_000,
})

const ASSETS = [asset('BTC', 8), asset('ETH', 18), asset('DOGE', 8), asset('UNPRICED', 2)]

/** The orders service on a real embedded store: a clock and prices to set, customers to make. */
export const startOrders = async (
  options: { wrap?: (store: Store) => Store; change?: (deps: OrdersDeps) => OrdersDeps } = {},
): Promise<OrdersFixture> => {
  const engine = await startStore()
  const store = options.wrap?.(engine.store) ?? engine.store
  const clock = manualClock()
  const newId = idMaker({ clock })
  const parts = daosOf(store)
  for (const one of ASSETS) await parts.assets.describe(one)
  const setPrices = async (prices: Readonly<Record<string, string>>) => {
    await parts.prices.write(Object.entries(prices).map((p) => priceOf(p, clock.now())))
  }
  await setPrices({ BTC: '50000', ETH: '2500.5', DOGE: '0.1234567' })
  const shared = new MemorySharedState({ now: clock.now })
  const built = depsOf({ ...parts, store, clock, newId, shared })
  const deps = options.change?.(built) ?? built
  const deposit = depositWith(deps.transact)
  return {
    app: createApp(deps),
    deps,
    store,
    clock,
    shared,
    prices: parts.prices,
    assets: parts.assets,
    deposit,
    customer: async (usd) => {
      const customer = await openAccount(store, { clock, newId })
      if (usd !== '0') await deposit(customer, usd)
      return customer
    },
    setPrices,
    journal: ({ uid }) => parts.journal.after(uid, 0n, 1000),
    stop: engine.stop,
  }
}

/** The account's journal folded, and what its items say: both must be the same. */
export const foldAndStored = async (fixture: OrdersFixture, customer: Customer) => {
  const entries = await fixture.journal(customer)
  const folded = entries.reduce((all, e) => fold(all, e.postings), new Map<string, bigint>())
  const owned = await new AccountDao(fixture.store).stateAndPositions(customer.uid)
  const stored = new Map<string, bigint>([
    [bucketKey('USD', 'available'), owned?.state.available ?? 0n],
    ...(owned?.positions ?? []).map((p): [string, bigint] => [
      bucketKey(p.asset, 'available'),
      p.available,
    ]),
  ])
  return { entries, folded, stored, state: owned?.state }
}

/** Sends a request as a customer, or as nobody. */
export const ask = async (
  app: Hono,
  customer: Customer | undefined,
  request: { method?: string; path: string; body?: unknown; headers?: Record<string, string> },
) => {
  const response = await app.request(request.path, {
    method: request.method ?? 'GET',
    headers: {
      ...(customer ? { authorization: `Bearer ${customer.token}` } : {}),
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    // Tests read what the contract declares; a wrong shape fails their expectations.
    body: JSON.parse(text) as Record<string, unknown> & {
      data: Record<string, unknown>[]
      code?: string
    },
  }
}

export const usd = (text: string): bigint => parseDecimal(text, USD_SCALE) ?? -1n

const daosOf = (store: Store) => ({
  accounts: new AccountDao(store),
  assets: new AssetDao(store),
  prices: new PriceDao(store),
  orders: new OrderDao(store),
  journal: new JournalDao(store),
})

const priceOf = ([symbol, text]: [string, string], at: number): Price => ({
  symbol,
  price: parseDecimal(text, 12) ?? 0n,
  at,
  source: 'simulated',
})

const depsOf = ({
  clock,
  store,
  newId,
  shared,
  ...daos
}: ReturnType<typeof daosOf> & {
  store: Store
  clock: ManualClock
  newId: IdMaker
  shared: MemorySharedState
}): OrdersDeps => ({
  ...daos,
  newId,
  now: clock.now,
  // No memory layer: a test that changes a price means it at once.
  market: new MarketReader({ ...daos, now: clock.now, ttlMs: 0 }),
  terms: { trading: 'enabled', spreadBps: 20, feeBps: 25 },
  channels: shared,
  timing: { pollMs: 20, heartbeatMs: 200, checkMs: 10 },
  transact: {
    store,
    now: clock.now,
    random: Math.random,
    sleep: Bun.sleep,
    committed: (entry) => void shared.publish('account-committed', `${entry.account} ${entry.seq}`),
  },
  http: {
    verifyToken: async (token) => {
      const [uid, sid] = token.split('.')
      const user = userId.safeParse(uid)
      const session = sessionId.safeParse(sid)
      if (!user.success || !session.success) return { refused: 'malformed' }
      return { userId: user.data, sessionId: session.data, role: 'customer' }
    },
    isSessionLive: async (uid, sid) => {
      const state = await daos.accounts.state(uid)
      return (state?.sessions[sid] ?? 0) > clock.now()
    },
    newRequestId: newId,
    elapsed: () => performance.now(),
    record: () => undefined,
    ready: async () => true,
  },
})

const openAccount = async (
  store: Store,
  { clock, newId }: { clock: ManualClock; newId: IdMaker },
): Promise<Customer> => {
  const uid = `usr_${newId()}`
  const sid = `ses_${newId()}`
  const state = {
    ...newAccount(uid, genesisHead(uid), clock.now()),
    sessions: { [sid]: clock.now() + 86_400_000 },
  }
  await store.write([{ put: stateItem(state), when: [{ attribute: 'pk', is: 'absent' }] }])
  return { uid, sid, token: `${uid}.${sid}` }
}

/** Ends a session as signing out does. */
export const endSession = async (store: Store, { uid, sid }: Customer): Promise<void> => {
  await store.write([{ update: keys.state(uid), remove: [`sessions.${sid}`] }])
}

/** Freezes an account as an admin does. */
export const freeze = async (store: Store, { uid }: Customer): Promise<void> => {
  await store.write([{ update: keys.state(uid), set: { status: 'frozen' } }])
}

const depositWith =
  (deps: TransactDeps) =>
  async ({ uid }: Customer, amount: string): Promise<void> => {
    const minor = usd(amount)
    const key = crypto.randomUUID()
    const outcome = await transact<Transfer>(deps, {
      account: uid,
      operation: 'deposit',
      record: { kind: 'transfer', id: key, mode: 'create', fingerprint: key },
      decide: ({ now }) => ({
        journal: {
          type: 'deposit',
          reference: key,
          postings: [
            { book: 'external', bucket: 'available', asset: 'USD', amount: -minor },
            { book: 'user', bucket: 'available', asset: 'USD', amount: minor },
          ],
        },
        record: {
          account: uid,
          key,
          direction: 'deposit',
          amount: minor,
          status: 'completed',
          ulid: idMaker()(),
          fingerprint: key,
          createdAt: now,
          updatedAt: now,
        },
      }),
    })
    if (isRejection(outcome)) throw new Error(outcome.detail)
  }
