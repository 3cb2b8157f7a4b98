import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { getProfile } from '@bourse/contracts/users'
import type { IdentityDeps } from './identity-deps'
import { profileView } from './profile-view'

/** GET /profile. */
export const getProfileRoute = (deps: IdentityDeps): Route =>
  route(getProfile, async ({ identity }) => {
    const user = await deps.users.byId(identity.userId)
    return user ? { body: profileView(user) } : reject('unauthenticated', 'Sign in again.')
  })
