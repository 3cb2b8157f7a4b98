import { Counter } from 'prom-client'
import { AuditLogger } from '../audit/audit-logger'
import type { ServiceAppDeps } from '../http/service-app'
import { bypassProxy } from '../runtime/bypass-proxy'
import { createSessionCheck, type SessionCheck } from '../security/session-check'
import { AccountDao } from '../store/account-dao'
import { AssetDao } from '../store/asset-dao'
import { AuditDao } from '../store/audit-dao'
import { createDocumentClient, createDynamoClient } from '../store/dynamo/client'
import { DynamoStore } from '../store/dynamo/dynamo-store'
import { checkSchema, ensureTable } from '../store/dynamo/table'
import { JournalDao } from '../store/journal-dao'
import { LeaseDao } from '../store/lease-dao'
import { type Market, MarketReader } from '../store/market-reader'
import { OrderDao } from '../store/order-dao'
import { PriceDao } from '../store/price-dao'
import type { Store } from '../store/store'
import type { TransactDeps } from '../store/transact'
import { TransferDao } from '../store/transfer-dao'
import type { BaseKit } from './base-kit'

/** What a process with a store has besides the base: one store, its DAOs, the session check. */
export interface StoreKit extends BaseKit {
  readonly store: Store
  readonly accounts: AccountDao
  readonly journal: JournalDao
  readonly orders: OrderDao
  readonly transfers: TransferDao
  readonly assets: AssetDao
  readonly prices: PriceDao
  readonly leases: LeaseDao
  readonly market: Market
  readonly sessions: SessionCheck
  readonly auditTrail: AuditDao
  readonly audit: AuditLogger
  readonly transact: TransactDeps
  readonly httpFor: (service: string) => ServiceAppDeps
}

export interface StoreOptions {
  /** A URL, or `aws` for Amazon's own endpoints and credentials. */
  readonly endpoint: string
  readonly table: string
}

/** Opens the store: creates or checks the table, and refuses a schema that is newer than this release. */
export const openStore = async ({ endpoint, table }: StoreOptions): Promise<Store> => {
  if (endpoint !== 'aws') bypassProxy(new URL(endpoint).hostname)
  const client = createDynamoClient(endpoint === 'aws' ? {} : { endpoint })
  await ensureTable(client, table)
  const store = new DynamoStore(createDocumentClient(client), table)
  await checkSchema(store)
  return store
}

/** Adds a store to the base kit. */
export const createStoreKit = (base: BaseKit, store: Store): StoreKit => {
  const accounts = new AccountDao(store)
  const assets = new AssetDao(store)
  const prices = new PriceDao(store)
  const sessions = createSessionCheck({
    shared: base.shared,
    store: async (uid, sid) => {
      const state = await accounts.state(uid)
      return (state?.sessions[sid] ?? 0) > Date.now()
    },
    now: Date.now,
    onHit: base.onHit,
    onRevoked: (sid) => base.verifier.forget(sid),
  })
  const auditTrail = new AuditDao(store)
  return {
    ...base,
    store,
    accounts,
    journal: new JournalDao(store),
    orders: new OrderDao(store),
    transfers: new TransferDao(store),
    assets,
    prices,
    leases: new LeaseDao(store),
    market: new MarketReader({
      assets,
      prices,
      now: Date.now,
      shared: base.shared,
      onHit: base.onHit,
    }),
    sessions,
    auditTrail,
    audit: auditLogger(base, auditTrail),
    transact: transactDeps(base, store),
    httpFor: (service) => ({
      verifyToken: base.verifyToken,
      isSessionLive: sessions.isLive,
      newRequestId: () => `req_${base.newId()}`,
      elapsed: () => performance.now(),
      record: base.recordFor(service),
      ready: () => answers(store),
    }),
    close: async () => {
      sessions.close()
      await base.close()
    },
  }
}

const transactDeps = (base: BaseKit, store: Store): TransactDeps => ({
  store,
  now: Date.now,
  random: Math.random,
  sleep: (ms) => Bun.sleep(ms),
  committed: (entry) =>
    void base.shared.publish('account-committed', `${entry.account} ${entry.seq}`),
})

/** Readiness depends on the store alone. */
const answers = (store: Store): Promise<boolean> =>
  store.get([{ pk: 'TABLE', sk: 'SCHEMA' }]).then(
    () => true,
    () => false,
  )

/** Security events: kept in the store, counted, and named in the log. */
const auditLogger = (base: BaseKit, sink: AuditDao): AuditLogger => {
  const counter = new Counter({
    name: 'bourse_security_events_total',
    help: 'Security events by action and outcome, and those that could not be kept',
    labelNames: ['action', 'outcome'],
    registers: [base.registry],
  })
  return new AuditLogger({
    sink,
    newId: base.newId,
    now: Date.now,
    onEvent: ({ action, outcome, subjectId }) => {
      counter.inc({ action, outcome })
      base.log.info('security event', { event: action, reason: outcome, user_id: subjectId })
    },
    onLost: ({ action, subjectId }, err) => {
      counter.inc({ action, outcome: 'lost' })
      base.log.error('a security event could not be kept', {
        event: action,
        user_id: subjectId,
        err,
      })
    },
  })
}
