import type { Role } from '@bourse/contracts/endpoint'
import { type Rejection, reject } from '../domain/rejection'
import type { Identity } from './route'

/** Verifies an access token's signature and claims; `refused` says why, for logs alone. */
export type VerifyToken = (token: string) => Promise<Identity | { readonly refused: string }>

/** Whether the session is live in the store, as of a second ago at most. */
export type IsSessionLive = (userId: string, sessionId: string) => Promise<boolean>

/** Every service decides for itself who asks: nothing that the gateway says is taken on trust. */
export const authenticate =
  (deps: { verifyToken: VerifyToken; isSessionLive: IsSessionLive }) =>
  async (request: Request, role: Role): Promise<Identity | undefined | Rejection> => {
    if (role === 'public') return undefined
    const token = bearerToken(request)
    if (token === undefined) return SIGN_IN
    const identity = await deps.verifyToken(token)
    if ('refused' in identity) return EXPIRED
    if (!(await deps.isSessionLive(identity.userId, identity.sessionId))) return ENDED
    return allows(role, identity) ? identity : ADMINS_ONLY
  }

const allows = (role: Role, identity: Identity): boolean =>
  role !== 'admin' || identity.role === 'admin'

/** The token of an `Authorization: Bearer` header. */
export const bearerToken = (request: Request): string | undefined =>
  /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(request.headers.get('authorization') ?? '')?.[1]

const SIGN_IN = reject('unauthenticated', 'Send an access token as Authorization: Bearer.')
const EXPIRED = reject('unauthenticated', 'The access token is not valid. Refresh it or sign in.')
const ENDED = reject('unauthenticated', 'The session has ended. Sign in again.')
const ADMINS_ONLY = reject('forbidden', 'Only administrators may do this.')
