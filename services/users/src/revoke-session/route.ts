import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { revokeSession } from '@bourse/contracts/users'
import { endSessions } from '../end-sessions'
import type { IdentityDeps } from '../identity-deps'

/** DELETE /auth/sessions/{id}: signs one of one's own devices out. */
export const revokeSessionRoute = (deps: IdentityDeps): Route =>
  route(revokeSession, async ({ identity, params, ip }) => {
    const live = await deps.sessions.live(identity.userId, params.id, deps.now())
    if (!live) return reject('not_found', 'There is no such session.')
    await endSessions(deps, identity.userId, [params.id])
    await deps.audit.record({
      action: 'session_revoke',
      outcome: 'ok',
      subjectId: identity.userId,
      ip,
    })
    return { body: null }
  })
