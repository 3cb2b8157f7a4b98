import { balanceBody } from '@bourse/common/domain/balance-body'
import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { getUser } from '@bourse/contracts/admin'
import type { IdentityDeps } from './identity-deps'
import { profileView } from './profile-view'

/** GET /admin/users/{id}: the profile and the cash balance. */
export const getUserRoute = (deps: IdentityDeps): Route =>
  route(getUser, async ({ params }) => {
    const [user, state] = await Promise.all([
      deps.users.byId(params.id),
      deps.accounts.state(params.id),
    ])
    if (!user || !state) return reject('not_found', 'There is no such user.')
    return { body: { ...profileView(user), balance: balanceBody(state) } }
  })
