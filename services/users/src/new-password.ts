import { type Rejection, reject } from '@bourse/common/domain/rejection'
import { checkPassword, type PasswordOwner } from '@bourse/common/security/check-password'

/** Refuses a password that is too short, too long or easy to guess; says which, never the password. */
export const refuseWeak = (
  password: string,
  owner: PasswordOwner,
  field = 'password',
): Rejection | undefined => {
  const weak = checkPassword(password, owner)
  return weak && reject('weak_password', weak.message, { field })
}

/** An address of mail as it is compared: without outer spaces and in lower case. */
export const normalEmail = (email: string): string => email.trim().toLowerCase()
