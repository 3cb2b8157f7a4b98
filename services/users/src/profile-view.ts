import type { User } from '@bourse/common/store/user-dao'
import { userId } from '@bourse/contracts/ids'
import type { Profile } from '@bourse/contracts/users'

/** A user as the API shows one: nothing of the password. */
export const profileView = (user: User): Profile => ({
  id: userId.parse(user.id),
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  role: user.role,
  status: user.status,
  created_at: new Date(user.createdAt).toISOString(),
})
