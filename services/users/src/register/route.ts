import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { User } from '@bourse/common/store/user-dao'
import { register } from '@bourse/contracts/users'
import type { IdentityDeps } from '../identity-deps'
import { normalEmail, refuseWeak } from '../new-password'
import { profileView } from '../profile-view'

/** POST /auth/register: everyone starts as a customer, whatever they send. */
export const registerRoute = (deps: IdentityDeps): Route =>
  route(register, async ({ body, ip }) => {
    const email = normalEmail(body.email)
    const weak = refuseWeak(body.password, { username: body.username, email })
    if (weak) return weak
    const user: User = {
      id: `usr_${deps.newId()}`,
      username: body.username,
      email,
      firstName: body.first_name,
      lastName: body.last_name,
      role: 'customer',
      status: 'active',
      passwordHash: await deps.passwords.hash(body.password),
      version: 1n,
      createdAt: deps.now(),
    }
    const outcome = await deps.users.signUp(user)
    if (outcome === 'username_taken') return USERNAME_TAKEN
    if (outcome === 'email_taken') return EMAIL_TAKEN
    await deps.audit.record({ action: 'register', outcome: 'ok', subjectId: user.id, ip })
    return { body: profileView(user) }
  })

const USERNAME_TAKEN = reject('username_taken', 'Choose another username.', { field: 'username' })
const EMAIL_TAKEN = reject('email_taken', 'Sign in, or use another address.', { field: 'email' })
