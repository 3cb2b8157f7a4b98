import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { bearerToken } from '@bourse/common/http/auth'
import type { Identity } from '@bourse/common/http/route'
import type { Exchange } from './exchange'
import type { TakeLimit } from './rate-limit'
import type { Row } from './routing-table'

/** Who a good access token names, and when it ends (epoch ms). */
export interface Bearer extends Identity {
  readonly expiresAt: number
}

/** Verifies an access token; `keys_unavailable` is an outage, any other reason the token's fault. */
export type VerifyAccessToken = (token: string) => Promise<Bearer | { readonly refused: string }>

export interface AdmitDeps {
  readonly verifyToken: VerifyAccessToken
  /** Whether a sign-out of the session was heard of. */
  readonly isRevoked: (sessionId: string) => boolean
  readonly takeLimit: TakeLimit
}

/** Limits, authentication and role of one request; `undefined` lets it through. */
export const admit = async (
  x: Exchange,
  row: Row,
  deps: AdmitDeps,
): Promise<Rejection | undefined> => {
  const { role } = row.endpoint
  if (role === 'public') return deps.takeLimit(row.limit, x.addressKey, x.headers)
  const crowded = await deps.takeLimit('address', x.addressKey, x.headers)
  if (crowded) return crowded
  const bearer = await identify(bearerToken(x.request), deps)
  if (isRejection(bearer)) return bearer
  x.notes.userId = bearer.userId
  if (role === 'admin' && bearer.role !== 'admin') return ADMINS_ONLY
  return deps.takeLimit(row.limit, bearer.userId, x.headers)
}

/** Who sends a token, or why it does not count. */
export const identify = async (
  token: string | undefined,
  deps: Pick<AdmitDeps, 'verifyToken' | 'isRevoked'>,
): Promise<Bearer | Rejection> => {
  if (token === undefined) return SIGN_IN
  const bearer = await deps.verifyToken(token)
  if ('refused' in bearer) return bearer.refused === 'keys_unavailable' ? NO_KEYS : EXPIRED
  return deps.isRevoked(bearer.sessionId) ? ENDED : bearer
}

const SIGN_IN = reject('unauthenticated', 'Send an access token as Authorization: Bearer.')
const EXPIRED = reject('unauthenticated', 'The access token is not valid. Refresh it or sign in.')
const ENDED = reject('unauthenticated', 'The session has ended. Sign in again.')
const ADMINS_ONLY = reject('forbidden', 'Only administrators may do this.')
const NO_KEYS = reject('upstream_unavailable', 'Access tokens cannot be checked right now.')
