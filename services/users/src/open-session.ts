import type { Session } from '@bourse/common/store/session-dao'
import type { User } from '@bourse/common/store/user-dao'
import { sessionId } from '@bourse/contracts/ids'
import type { Tokens } from '@bourse/contracts/users'
import { type IdentityDeps, SESSION_MS } from './identity-deps'
import { profileView } from './profile-view'
import { refreshCookie } from './refresh-cookie'
import { refreshTokenOf } from './refresh-token-text'

const DEVICE_LENGTH = 160

/** Tokens in the body, and the refresh token as a cookie besides. */
export interface TokensReply {
  readonly body: Tokens
  readonly cookies: readonly string[]
}

/** Signs a device in: a session in the store, then tokens for it. */
export const openSession = async (
  deps: IdentityDeps,
  user: User,
  from: { ip: string; device: string },
): Promise<TokensReply> => {
  const now = deps.now()
  const session: Session = {
    userId: user.id,
    id: `ses_${deps.newId()}`,
    generation: 1,
    device: from.device.slice(0, DEVICE_LENGTH),
    ip: from.ip,
    createdAt: now,
    rotatedAt: now,
    expiresAt: now + SESSION_MS,
  }
  const ended = await deps.sessions.open(session)
  for (const id of ended) await deps.revoked(user.id, id)
  return tokensFor(deps, user, session)
}

/** A new access token and the refresh token of the session's present generation. */
export const tokensFor = async (
  deps: IdentityDeps,
  user: User,
  session: Session,
): Promise<TokensReply> => {
  const access = await deps.tokens.issue({ sub: user.id, sid: session.id, role: user.role })
  const refreshToken = refreshTokenOf(deps.refreshTokens, session)
  return {
    body: {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: access.expiresInS,
      refresh_token: refreshToken,
      session_id: sessionId.parse(session.id),
      user: profileView(user),
    },
    cookies: [refreshCookie(deps.publicUrl, refreshToken, (session.expiresAt - deps.now()) / 1000)],
  }
}
