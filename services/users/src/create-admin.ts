import type { AuditLogger } from '@bourse/common/audit/audit-logger'
import type { PasswordManager } from '@bourse/common/security/password-manager'
import type { UserDao } from '@bourse/common/store/user-dao'
import { refuseWeak } from './new-password'

export interface CreateAdminDeps {
  readonly users: UserDao
  readonly passwords: PasswordManager
  readonly audit: Pick<AuditLogger, 'recordAdmin'>
  readonly newId: () => string
  readonly now: () => number
}

/** Makes an administrator: a new user with this password, or the user of that name as it is. */
export const createAdmin = async (
  deps: CreateAdminDeps,
  given: { username: string; email: string; password: string },
): Promise<'created' | 'promoted' | { readonly refused: string }> => {
  const existing = await deps.users.byLogin(given.username)
  if (!existing) {
    const weak = refuseWeak(given.password, given)
    if (weak) return { refused: weak.detail }
    const outcome = await deps.users.signUp({
      id: `usr_${deps.newId()}`,
      username: given.username,
      email: given.email,
      firstName: given.username,
      lastName: 'Administrator',
      role: 'customer',
      status: 'active',
      passwordHash: await deps.passwords.hash(given.password),
      version: 1n,
      createdAt: deps.now(),
    })
    if (outcome !== 'created') return { refused: `The ${outcome.replace('_', ' is ')}.` }
  }
  const user = await deps.users.byLogin(given.username)
  if (!user) return { refused: 'The user could not be read back.' }
  await deps.audit.recordAdmin({
    action: 'role_change',
    outcome: 'ok',
    subjectId: user.id,
    detail: 'admin, by command',
  })
  await deps.users.setRole(user.id, 'admin')
  return existing ? 'promoted' : 'created'
}
