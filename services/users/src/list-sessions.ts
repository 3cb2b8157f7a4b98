import { type Route, route } from '@bourse/common/http/route'
import { sessionId } from '@bourse/contracts/ids'
import { listSessions } from '@bourse/contracts/users'
import type { IdentityDeps } from './identity-deps'

/** GET /auth/sessions: the devices that are signed in, the newest first. */
export const listSessionsRoute = (deps: IdentityDeps): Route =>
  route(listSessions, async ({ identity }) => {
    const sessions = await deps.sessions.list(identity.userId, deps.now())
    const data = sessions.map((session) => ({
      id: sessionId.parse(session.id),
      device: session.device,
      ip: session.ip,
      current: session.id === identity.sessionId,
      created_at: new Date(session.createdAt).toISOString(),
      last_used_at: new Date(session.rotatedAt).toISOString(),
      expires_at: new Date(session.expiresAt).toISOString(),
    }))
    return { body: { data, next_cursor: null } }
  })
