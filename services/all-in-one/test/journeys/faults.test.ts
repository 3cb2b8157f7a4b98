import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeAssets } from '@bourse/assets/compose'
import { readConfig } from '@bourse/common/runtime/config'
import { createReadiness } from '@bourse/common/runtime/readiness'
import { inProcess } from '@bourse/common/runtime/service-client'
import { variables } from '@bourse/common/runtime/variables'
import { createBaseKit } from '@bourse/common/service/base-kit'
import type { ServicePart } from '@bourse/common/service/run-service'
import { createStoreKit } from '@bourse/common/service/store-kit'
import { type Store, StoreUnavailable } from '@bourse/common/store/store'
import { UserDao } from '@bourse/common/store/user-dao'
import { API } from '@bourse/contracts/api'
import type { Endpoint } from '@bourse/contracts/endpoint'
import { composeGateway } from '@bourse/gateway/compose'
import { composeOrders } from '@bourse/orders/compose'
import { composeUsers } from '@bourse/users/compose'
import { openKeyRing } from '@bourse/users/keys'
import { type StoreFixture, startStore } from '../../../common/test/store-fixture'
import { PASSWORD } from '../person'
import { StatusRecorder } from '../status-recorder'

/** What the store does to every call: pass it on, give no answer, or break as a bug would. */
type Fault = 'none' | 'outage' | 'bug'

describe('a store that fails', () => {
  const fault: { now: Fault } = { now: 'none' }
  let fixture: StoreFixture
  let api: StatusRecorder
  let close: () => Promise<void>
  const tokens = { customer: '', admin: '' }
  const bodies: Record<string, object> = { ...BODIES }

  beforeAll(async () => {
    fixture = await startStore()
    const started = await startInProcess(faulty(fixture.store, fault))
    close = started.close
    api = new StatusRecorder(started.fetch)
    const person = { username: 'ann-fault', email: 'ann@example.com', password: PASSWORD }
    await api.call('register', { body: { ...person, first_name: 'A', last_name: 'B' } })
    const signIn = { username: 'ann-fault', password: PASSWORD }
    const { body } = await api.call('login', { body: signIn })
    tokens.customer = body.access_token
    bodies['refresh'] = { refresh_token: body.refresh_token }
    await new UserDao(fixture.store).setRole(body.user.id, 'admin')
    tokens.admin = (await api.call('login', { body: signIn })).body.access_token
  }, 60_000)
  afterAll(async () => {
    await close()
    fixture.stop()
  })

  test.each([
    ['outage', 503, 'store_unavailable'],
    ['bug', 500, 'internal'],
  ] as const)(
    'by an %s answers %i on every route, and tells nothing more',
    async (kind, status, code) => {
      // What was read a moment ago may still be served: after a second nothing is.
      await Bun.sleep(1100)
      fault.now = kind
      for (const endpoint of Object.values(API)) {
        const answer = await api.call(endpoint.operation, goodCall(endpoint))
        expect([endpoint.operation, answer.status, answer.body.code]).toEqual([
          endpoint.operation,
          status,
          code,
        ])
        expect(JSON.stringify(answer.body)).not.toMatch(/broken on purpose|Error|at \//)
        if (status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      fault.now = 'none'
      expect(api.missing([status])).toEqual([])
    },
    60_000,
  )

  const goodCall = (endpoint: Endpoint) => ({
    token: { public: undefined, ...tokens }[endpoint.role],
    ...(endpoint.path.includes('{') ? { params: paramsOf(endpoint) } : {}),
    ...(endpoint.body ? { body: bodies[endpoint.operation] ?? { reason: 'test' } } : {}),
  })
})

const ULID = '0'.repeat(26)

const paramsOf = ({ path }: Endpoint): Record<string, string> => {
  if (path.includes('/withdrawals/')) return { id: `usr_${ULID}.key` }
  if (path.includes('/users/')) return { id: `usr_${ULID}` }
  return path.includes('/sessions/') ? { id: `ses_${ULID}` } : { id: 'order', symbol: 'BTC' }
}

const BODIES: Readonly<Record<string, object>> = {
  register: {
    username: 'bob-fault',
    email: 'bob@example.com',
    password: PASSWORD,
    first_name: 'B',
    last_name: 'C',
  },
  login: { username: 'ann-fault', password: PASSWORD },
  resetPassword: { token: 'x', password: PASSWORD },
  changePassword: { current_password: PASSWORD, new_password: `${PASSWORD} 2` },
  updateProfile: { first_name: 'C' },
  createDeposit: { amount: '5' },
  createWithdrawal: { amount: '5' },
  placeOrder: { symbol: 'BTC', side: 'buy', type: 'market', notional: '20' },
  updateAsset: { status: 'halted', reason: 'test' },
}

const faulty = (store: Store, fault: { readonly now: Fault }): Store => {
  const pass = () => {
    if (fault.now === 'outage') throw new StoreUnavailable(new Error('broken on purpose'))
    if (fault.now === 'bug') throw new TypeError('broken on purpose')
  }
  return {
    get: async (keys) => {
      pass()
      return store.get(keys)
    },
    query: async (query) => {
      pass()
      return store.query(query)
    },
    write: async (actions, token) => {
      pass()
      return store.write(actions, token)
    },
  }
}

/** Gateway and services in this process, wired as the platform wires them, on a store of ours. */
const startInProcess = async (store: Store) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bourse-faults-'))
  const read = readConfig(variables, {
    DATA_DIR: dataDir,
    MARKET_FEED: 'simulated',
    RATE_LIMIT_SCALE: '1000',
  })
  if (!read.ok) throw new Error(read.message)
  const { config } = read
  const keyRing = await openKeyRing(config)
  const base = createBaseKit({
    service: 'test',
    logLevel: 'silent',
    redisUrl: undefined,
    installation: config.tableName,
    fetchKeys: async () => keyRing.jwks(),
  })
  const kit = createStoreKit(base, store)
  const users = await composeUsers(kit, config, keyRing)
  const assets = await composeAssets(kit, config)
  const client = (part: ServicePart) =>
    inProcess(async (request) => (await part.fetch(request, undefined as never)) ?? new Response())
  const upstreams = {
    users: client(users),
    assets: client(assets),
    orders: client(composeOrders(kit, config)),
  }
  const gateway = composeGateway(kit, { config, upstreams, readiness: createReadiness() })
  return {
    fetch: async (request: Request) =>
      (await gateway.fetch(request, undefined as never)) ?? new Response(),
    close: async () => {
      await kit.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
