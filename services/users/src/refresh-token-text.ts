import type { RefreshClaim, RefreshTokens } from '@bourse/common/security/refresh-token'
import type { Session } from '@bourse/common/store/session-dao'

/** The refresh token of a session: whose it is, then what the server signed. */
export const refreshTokenOf = (tokens: RefreshTokens, session: Session): string =>
  `${session.userId}.${tokens.issue({ sid: session.id, generation: session.generation })}`

/** Reads a refresh token that this server issued. A foreign user before it finds no such session. */
export const readRefreshToken = (
  tokens: RefreshTokens,
  text: string,
): (RefreshClaim & { userId: string }) | undefined => {
  const cut = text.indexOf('.')
  const claim = tokens.parse(text.slice(cut + 1))
  return claim && { ...claim, userId: text.slice(0, cut) }
}
