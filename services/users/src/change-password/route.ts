import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { changePassword } from '@bourse/contracts/users'
import { endSessions } from '../end-sessions'
import type { IdentityDeps } from '../identity-deps'
import { forgiveGuesses, takeGuess } from '../login/throttle'
import { refuseWeak } from '../new-password'

/** POST /auth/password: needs the present password; every other device is signed out. */
export const changePasswordRoute = (deps: IdentityDeps): Route =>
  route(changePassword, async ({ body, identity, ip }) => {
    const { userId } = identity
    const throttled = await takeGuess({ ...deps, isKnownAddress: async () => true }, userId, ip)
    if (throttled) return throttled
    const user = await deps.users.byId(userId)
    if (!user) return WRONG
    const { ok } = await deps.passwords.verify(body.current_password, user.passwordHash)
    if (!ok) {
      await deps.audit.record({
        action: 'password_change',
        outcome: 'refused',
        subjectId: userId,
        ip,
      })
      return WRONG
    }
    const weak = refuseWeak(body.new_password, user, 'new_password')
    if (weak) return weak
    const changed = await deps.users.setPasswordHash(
      user,
      await deps.passwords.hash(body.new_password),
    )
    if (!changed) return BUSY
    await forgiveGuesses(deps, userId, ip)
    const others = await deps.sessions.liveIds(userId)
    await endSessions(
      deps,
      userId,
      others.filter((id) => id !== identity.sessionId),
    )
    await deps.audit.record({ action: 'password_change', outcome: 'ok', subjectId: userId, ip })
    return { body: null }
  })

const WRONG = reject('invalid_credentials', 'The current password is wrong.')
const BUSY = reject('busy', 'The profile changed meanwhile. Try again.')
