import type { AccountStatus } from '@bourse/common/domain/account'
import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { freezeUser, unfreezeUser } from '@bourse/contracts/admin'
import type { IdentityDeps } from '../identity-deps'
import { profileView } from '../profile-view'

/** POST /admin/users/{id}/freeze: bites in the very next commit. */
export const freezeUserRoute = (deps: IdentityDeps): Route =>
  route(freezeUser, (context) => setStatus(deps, 'frozen', context))

/** POST /admin/users/{id}/unfreeze. */
export const unfreezeUserRoute = (deps: IdentityDeps): Route =>
  route(unfreezeUser, (context) => setStatus(deps, 'active', context))

/** The trail is written first: an action that can't be recorded doesn't happen. */
const setStatus = async (
  deps: IdentityDeps,
  status: AccountStatus,
  of: {
    params: { id: string }
    body: { reason: string }
    identity: { userId: string }
    ip: string
  },
) => {
  const { id } = of.params
  const user = await deps.users.byId(id)
  if (!user) return reject('not_found', 'There is no such user.')
  await deps.audit.recordAdmin({
    action: status === 'frozen' ? 'freeze' : 'unfreeze',
    outcome: 'ok',
    actorId: of.identity.userId,
    subjectId: id,
    ip: of.ip,
    detail: of.body.reason,
  })
  if (!(await deps.users.setStatus(id, status))) {
    return reject('store_unavailable', 'The account is busy. Try again.')
  }
  return { body: profileView({ ...user, status }) }
}
