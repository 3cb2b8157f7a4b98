import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { ProfileChange } from '@bourse/common/store/user-dao'
import { updateProfile } from '@bourse/contracts/users'
import type { z } from 'zod'
import type { IdentityDeps } from '../identity-deps'
import { normalEmail } from '../new-password'
import { profileView } from '../profile-view'

/** PATCH /profile: name and address; never role or status, which the contract does not know. */
export const updateProfileRoute = (deps: IdentityDeps): Route =>
  route(updateProfile, async ({ body, identity, ip }) => {
    const user = await deps.users.byId(identity.userId)
    if (!user) return reject('unauthenticated', 'Sign in again.')
    const changed = await deps.users.update(user, changeOf(body))
    if (changed === 'email_taken') return EMAIL_TAKEN
    if (changed === 'stale') return STALE
    await deps.audit.record({ action: 'profile_change', outcome: 'ok', subjectId: user.id, ip })
    return { body: profileView(changed) }
  })

const EMAIL_TAKEN = reject('email_taken', 'Use another address.', { field: 'email' })
const STALE = reject('wrong_state', 'The profile changed meanwhile. Read it again, then change it.')

const changeOf = (body: z.output<typeof updateProfile.body>): ProfileChange => ({
  ...(body.email === undefined ? {} : { email: normalEmail(body.email) }),
  ...(body.first_name === undefined ? {} : { firstName: body.first_name }),
  ...(body.last_name === undefined ? {} : { lastName: body.last_name }),
})
