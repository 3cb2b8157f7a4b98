import { join } from 'node:path'
import { parseDecimal, USD_SCALE } from '@bourse/common/domain/money'
import type { Config } from '@bourse/common/runtime/config'
import type { KeyRing } from '@bourse/common/security/key-ring'
import { PasswordManager } from '@bourse/common/security/password-manager'
import { RefreshTokens } from '@bourse/common/security/refresh-token'
import { loadSecret } from '@bourse/common/security/secrets'
import { TokenManager } from '@bourse/common/security/token-manager'
import { tokenNames } from '@bourse/common/service/base-kit'
import type { ServicePart, Worker } from '@bourse/common/service/run-service'
import type { StoreKit } from '@bourse/common/service/store-kit'
import { AuditorDao } from '@bourse/common/store/auditor-dao'
import { SessionDao } from '@bourse/common/store/session-dao'
import { UserDao } from '@bourse/common/store/user-dao'
import { createApp, type UsersDeps } from './app'
import { createAuditor } from './auditor/create-auditor'
import { ledgerReport, ledgerSummary } from './auditor/ledger-summary'
import type { usersVariables } from './config'
import type { IdentityDeps } from './identity-deps'

type UsersConfig = Config<typeof usersVariables> & { readonly tableName: string }

const KEYS_EVERY_MS = 10_000

/** The users service on a kit: identity, cash, the auditor and the signing keys. */
export const composeUsers = async (
  kit: StoreKit,
  config: UsersConfig,
  keyRing: KeyRing,
): Promise<ServicePart> => {
  const users = new UserDao(kit.store)
  const dao = new AuditorDao(kit.store)
  const ledger = { dao, market: kit.market, now: Date.now }
  const app = createApp({
    http: kit.httpFor('users'),
    identity: await identityDeps(kit, config, { users, keyRing }),
    cash: {
      ...cashDeps(kit, config),
      usernames: (ids) => users.usernames(ids),
      ledgerReport: () => ledgerReport(ledger),
    },
  })
  return {
    fetch: (request) => app.fetch(request),
    workers: [createAuditor({ ...kit, dao, keyRing }), keyTimer(kit, keyRing)],
    ledger: async () => Response.json(await ledgerSummary(ledger)),
  }
}

const identityDeps = async (
  kit: StoreKit,
  config: UsersConfig,
  { users, keyRing }: { users: UserDao; keyRing: KeyRing },
): Promise<IdentityDeps> => ({
  users,
  sessions: new SessionDao(kit.store),
  accounts: kit.accounts,
  auditTrail: kit.auditTrail,
  audit: kit.audit,
  passwords: new PasswordManager({}),
  tokens: new TokenManager({ keys: keyRing, ...tokenNames(config.tableName), now: Date.now }),
  refreshTokens: new RefreshTokens(
    await loadSecret({ generatedAt: join(config.secretsDir, 'refresh') }),
  ),
  shared: kit.shared,
  revoked: kit.sessions.revoked,
  newId: kit.newId,
  now: Date.now,
  publicUrl: config.publicUrl,
  corsOrigins: config.corsOrigins,
})

const cashDeps = (
  kit: StoreKit,
  config: UsersConfig,
): Omit<UsersDeps['cash'], 'usernames' | 'ledgerReport'> => ({
  transact: kit.transact,
  accounts: kit.accounts,
  journal: kit.journal,
  transfers: kit.transfers,
  market: kit.market,
  newId: kit.newId,
  cash: {
    withdrawals: config.withdrawals,
    depositDailyLimit: parseDecimal(config.depositDailyLimit, USD_SCALE) ?? 0n,
    withdrawalDailyLimit: parseDecimal(config.withdrawalDailyLimit, USD_SCALE) ?? 0n,
  },
  audit: (event) => kit.audit.recordAdmin(event),
})

/** Rotation's steps, and what other processes of this platform wrote. */
const keyTimer = (kit: StoreKit, keyRing: KeyRing): Worker => {
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () =>
    keyRing.tick().catch((err) => kit.log.error('signing keys could not be read', { err }))
  return {
    name: 'signing keys',
    start: () => {
      timer = setInterval(() => void tick(), KEYS_EVERY_MS)
    },
    stop: () => clearInterval(timer),
  }
}
