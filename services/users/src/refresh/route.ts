import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { Session } from '@bourse/common/store/session-dao'
import { refresh } from '@bourse/contracts/users'
import { endSessions } from '../end-sessions'
import type { IdentityDeps } from '../identity-deps'
import { type TokensReply, tokensFor } from '../open-session'
import { cookieToken, refuseForeignOrigin } from '../refresh-cookie'
import { readRefreshToken } from '../refresh-token-text'
import { decideRefresh } from './decide'

/** POST /auth/refresh: the next generation; a stolen one that comes back ends the session. */
export const refreshRoute = (deps: IdentityDeps): Route =>
  route(refresh, async ({ body, request, ip }) => {
    const token = body.refresh_token ?? fromCookie(deps, request)
    if (isRejection(token)) return token
    const claim = readRefreshToken(deps.refreshTokens, token ?? '')
    if (!claim) return ENDED
    const session = await deps.sessions.live(claim.userId, claim.sid, deps.now())
    if (!session) return ENDED
    const next = await advance(deps, session, claim.generation)
    if (next) return tokens(deps, next)
    await endSessions(deps, session.userId, [session.id])
    await deps.audit.record({
      action: 'refresh_reuse',
      outcome: 'refused',
      subjectId: session.userId,
      ip,
    })
    return ENDED
  })

const ENDED = reject('refresh_rejected', 'Sign in again.')

const fromCookie = (deps: IdentityDeps, request: Request): string | undefined | Rejection => {
  const token = cookieToken(request, deps.publicUrl)
  return token === undefined ? undefined : (refuseForeignOrigin(request, deps) ?? token)
}

/** The session as the answer shall show it; undefined when the token was used before. */
const advance = async (
  deps: IdentityDeps,
  session: Session,
  generation: number,
): Promise<Session | undefined> => {
  const decision = decideRefresh(session, generation, deps.now())
  if (decision === 'reuse') return undefined
  if (decision === 'repeat') return session
  const rotatedAt = deps.now()
  if (await deps.sessions.rotate(session, rotatedAt)) {
    return { ...session, generation: session.generation + 1, rotatedAt }
  }
  // Another request with the same token was faster: both get the same successor.
  const now = await deps.sessions.live(session.userId, session.id, deps.now())
  return now && decideRefresh(now, generation, deps.now()) === 'repeat' ? now : undefined
}

const tokens = async (deps: IdentityDeps, session: Session): Promise<TokensReply | Rejection> => {
  const user = await deps.users.byId(session.userId)
  return user ? tokensFor(deps, user, session) : ENDED
}
