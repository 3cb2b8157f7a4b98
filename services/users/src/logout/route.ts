import { type Route, route } from '@bourse/common/http/route'
import { logout } from '@bourse/contracts/users'
import { endSessions } from '../end-sessions'
import type { IdentityDeps } from '../identity-deps'
import { clearedCookie } from '../refresh-cookie'

/** POST /auth/logout: ends the session of the access token. */
export const logoutRoute = (deps: IdentityDeps): Route =>
  route(logout, async ({ identity, ip }) => {
    await endSessions(deps, identity.userId, [identity.sessionId])
    await deps.audit.record({ action: 'logout', outcome: 'ok', subjectId: identity.userId, ip })
    return { body: null, cookies: [clearedCookie(deps.publicUrl)] }
  })
