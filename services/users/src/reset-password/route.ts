import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { hashOneTimeToken } from '@bourse/common/security/one-time-token'
import { resetPassword } from '@bourse/contracts/users'
import type { IdentityDeps } from '../identity-deps'
import { refuseWeak } from '../new-password'

/** POST /auth/password-reset: the token works once; every session of the user ends with it. */
export const resetPasswordRoute = (deps: IdentityDeps): Route =>
  route(resetPassword, async ({ body, ip }) => {
    const hash = hashOneTimeToken(body.token)
    const user = await deps.users.resetTokenOwner(hash, deps.now())
    if (!user) return INVALID
    const weak = refuseWeak(body.password, user)
    if (weak) return weak
    const passwordHash = await deps.passwords.hash(body.password)
    const sessions = await deps.sessions.liveIds(user.id)
    const done = await deps.users.resetPassword(user, { hash, passwordHash, now: deps.now() })
    if (!done) return INVALID
    await Promise.all(sessions.map((id) => deps.revoked(user.id, id)))
    await deps.audit.record({ action: 'password_reset', outcome: 'ok', subjectId: user.id, ip })
    return { body: null }
  })

const INVALID = reject('reset_token_invalid', 'Ask for a new link.', { field: 'token' })
