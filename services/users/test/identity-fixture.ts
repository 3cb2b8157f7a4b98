import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditEvent, AuditLogger } from '@bourse/common/audit/audit-logger'
import { idMaker } from '@bourse/common/runtime/ids'
import { KeyRing } from '@bourse/common/security/key-ring'
import { KeyStore } from '@bourse/common/security/key-store'
import { PasswordManager } from '@bourse/common/security/password-manager'
import { RefreshTokens } from '@bourse/common/security/refresh-token'
import { TokenManager } from '@bourse/common/security/token-manager'
import { createTokenVerifier } from '@bourse/common/security/token-verifier'
import { MemorySharedState } from '@bourse/common/shared-state/memory'
import { AccountDao } from '@bourse/common/store/account-dao'
import { AuditDao } from '@bourse/common/store/audit-dao'
import { JournalDao } from '@bourse/common/store/journal-dao'
import { SessionDao } from '@bourse/common/store/session-dao'
import type { Store } from '@bourse/common/store/store'
import { TransferDao } from '@bourse/common/store/transfer-dao'
import { UserDao } from '@bourse/common/store/user-dao'
import { sessionId, userId } from '@bourse/contracts/ids'
import { createApp } from '../src/app'
import type { IdentityDeps } from '../src/identity-deps'
import { type Json, transactDeps } from './cash-fixture'

export const PASSWORD = 'seven quiet otters paint'

export interface Sent {
  readonly method?: string
  readonly token?: string
  readonly body?: unknown
  readonly ip?: string
  readonly headers?: Record<string, string>
}

export interface Answer {
  readonly status: number
  readonly body: Json
  readonly headers: Headers
}

/** The users service on a real store, with a clock that tests move and passwords that hash fast. */
export const startIdentity = async (
  store: Store,
  changes: {
    publicUrl?: string
    sink?: Pick<AuditDao, 'append'>
    isSessionLive?: () => Promise<boolean>
  } = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-keys-'))
  const clock = { at: Date.UTC(2026, 5, 1, 12) }
  const now = () => clock.at
  const newId = idMaker({ clock: { now } })
  const keyRing = await KeyRing.open({ files: new KeyStore(folder), now })
  const names = { issuer: 'urn:test', audience: 'urn:test:api' }
  const tokens = new TokenManager({ keys: keyRing, ...names, now })
  const verifier = createTokenVerifier({ ...names, fetchKeys: async () => keyRing.jwks(), now })
  const accounts = new AccountDao(store)
  const auditTrail = new AuditDao(store)
  const events: AuditEvent[] = []
  const lost: AuditEvent[] = []
  const revoked: string[] = []
  const shared = new MemorySharedState({ now })
  const identity: IdentityDeps = {
    users: new UserDao(store),
    sessions: new SessionDao(store),
    accounts,
    auditTrail,
    audit: new AuditLogger({
      sink: changes.sink ?? auditTrail,
      newId,
      now,
      onEvent: (event) => events.push(event),
      onLost: (event) => lost.push(event),
    }),
    passwords: new PasswordManager({ cost: 4, maxQueued: 500 }),
    tokens,
    refreshTokens: new RefreshTokens(new TextEncoder().encode('x'.repeat(32))),
    shared,
    revoked: async (_, sid) => void revoked.push(sid),
    newId,
    now,
    publicUrl: changes.publicUrl ?? 'http://localhost:8080',
    corsOrigins: ['https://app.example.com'],
  }
  const app = createApp({
    identity,
    cash: {
      transact: transactDeps(store, now),
      accounts,
      journal: new JournalDao(store),
      transfers: new TransferDao(store),
      market: { assets: async () => new Map() },
      newId,
      cash: {
        withdrawals: 'auto',
        depositDailyLimit: 10n ** 12n,
        withdrawalDailyLimit: 10n ** 12n,
      },
      usernames: async () => new Map(),
      audit: async () => {},
      ledgerReport: () => Promise.reject(new Error('not under test')),
    },
    http: {
      verifyToken: async (token) => {
        // The clock jumps by days; a process reads the keys again every ten seconds.
        await verifier.refresh()
        const claims = await verifier.verify(token)
        if ('refused' in claims) return claims
        const [user, session] = [userId.parse(claims.sub), sessionId.parse(claims.sid)]
        return { userId: user, sessionId: session, role: claims.role }
      },
      isSessionLive:
        changes.isSessionLive ??
        (async (uid, sid) => ((await accounts.state(uid))?.sessions[sid] ?? 0) > now()),
      newRequestId: () => `req_${newId()}`,
      elapsed: () => 0,
      record: () => {},
      ready: async () => true,
    },
  })
  const send = async (path: string, sent: Sent = {}): Promise<Answer> => {
    const response = await app.request(path, init(sent))
    const text = await response.text()
    return { status: response.status, body: text && JSON.parse(text), headers: response.headers }
  }
  const register = (username: string, more: object = {}) =>
    send('/api/v1/auth/register', {
      body: {
        username,
        email: `${username}@example.com`,
        password: PASSWORD,
        first_name: 'A',
        last_name: 'B',
        ...more,
      },
    })
  const login = (username: string, password = PASSWORD, ip?: string) =>
    send('/api/v1/auth/login', { body: { username, password }, ...(ip ? { ip } : {}) })
  const signUp = async (username: string): Promise<Json> => {
    await register(username)
    return (await login(username)).body
  }
  const admin = async (username: string): Promise<Json> => {
    const { body } = await register(username)
    await identity.users.setRole(body.id, 'admin')
    return (await login(username)).body
  }
  const stop = () => rmSync(folder, { recursive: true, force: true })
  return { send, register, login, signUp, admin, clock, identity, events, lost, revoked, stop }
}

export type IdentityFixture = Awaited<ReturnType<typeof startIdentity>>

const init = ({ method, token, body, ip = '192.0.2.1', headers }: Sent): RequestInit => ({
  method: method ?? (body === undefined ? 'GET' : 'POST'),
  headers: {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'x-client-ip': ip,
    'idempotency-key': 'key',
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
})
