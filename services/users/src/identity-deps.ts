import type { AuditLogger } from '@bourse/common/audit/audit-logger'
import type { PasswordManager } from '@bourse/common/security/password-manager'
import type { RefreshTokens } from '@bourse/common/security/refresh-token'
import type { TokenManager } from '@bourse/common/security/token-manager'
import type { SharedState } from '@bourse/common/shared-state/shared-state'
import type { AccountDao } from '@bourse/common/store/account-dao'
import type { AuditDao } from '@bourse/common/store/audit-dao'
import type { SessionDao } from '@bourse/common/store/session-dao'
import type { UserDao } from '@bourse/common/store/user-dao'

/** What the identity routes need from their surroundings. */
export interface IdentityDeps {
  readonly users: UserDao
  readonly sessions: SessionDao
  readonly accounts: Pick<AccountDao, 'state'>
  readonly auditTrail: Pick<AuditDao, 'newest'>
  readonly audit: Pick<AuditLogger, 'record' | 'recordAdmin'>
  readonly passwords: PasswordManager
  readonly tokens: TokenManager
  readonly refreshTokens: RefreshTokens
  readonly shared: Pick<SharedState, 'consume' | 'refill'>
  /** Tells every process that a session has ended. */
  readonly revoked: (userId: string, sessionId: string) => Promise<void>
  /** A ULID. */
  readonly newId: () => string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly publicUrl: string
  readonly corsOrigins: readonly string[]
}

export const SESSION_MS = 30 * 86_400_000
