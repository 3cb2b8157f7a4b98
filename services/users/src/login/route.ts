import { type Rejection, reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { User } from '@bourse/common/store/user-dao'
import { login } from '@bourse/contracts/users'
import type { IdentityDeps } from '../identity-deps'
import { openSession } from '../open-session'
import { forgiveGuesses, takeGuess } from './throttle'

/** POST /auth/login: the same answer, after the same time, whether the user or the password is wrong. */
export const loginRoute = (deps: IdentityDeps): Route =>
  route(login, async ({ body, ip, request }) => {
    const name = body.username.trim().toLowerCase()
    const user = await deps.users.byLogin(name)
    // The account itself is throttled, whichever of its names is tried.
    const account = user?.id ?? name
    const throttled = await takeGuess(throttle(deps, user), account, ip)
    if (throttled) {
      await deps.audit.record({ ...about(user), action: 'login_throttled', outcome: 'refused', ip })
      return throttled
    }
    const good = await hasPassword(deps, user, body.password)
    await deps.audit.record({
      ...about(user),
      action: 'login',
      outcome: good ? 'ok' : 'refused',
      ip,
    })
    if (!user || !good) return WRONG
    await forgiveGuesses(deps, account, ip)
    return openSession(deps, user, { ip, device: request.headers.get('user-agent') ?? 'unknown' })
  })

/** The one answer to a bad sign-in. */
const WRONG: Rejection = reject('invalid_credentials', 'Check both and try again.')

const about = (user: User | undefined) => (user ? { subjectId: user.id } : {})

const throttle = (deps: IdentityDeps, user: User | undefined) => ({
  shared: deps.shared,
  isKnownAddress: async (_: string, ip: string) => {
    if (!user) return false
    const sessions = await deps.sessions.list(user.id, deps.now())
    return sessions.some((session) => session.ip === ip)
  },
})

const hasPassword = async (
  deps: IdentityDeps,
  user: User | undefined,
  password: string,
): Promise<boolean> => {
  if (!user) {
    await deps.passwords.verifyUnknown(password)
    return false
  }
  const { ok, rehash } = await deps.passwords.verify(password, user.passwordHash)
  if (ok && rehash) await deps.users.setPasswordHash(user, await deps.passwords.hash(password))
  return ok
}
