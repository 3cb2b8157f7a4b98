import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { issueOneTimeToken } from '@bourse/common/security/one-time-token'
import { createResetLink } from '@bourse/contracts/admin'
import type { IdentityDeps } from '../identity-deps'

const LINK_MS = 3_600_000

/** POST /admin/users/{id}/password-reset: the token stands behind a #, which browsers never send. */
export const createResetLinkRoute = (deps: IdentityDeps): Route =>
  route(createResetLink, async ({ params, identity, ip }) => {
    const user = await deps.users.byId(params.id)
    if (!user) return reject('not_found', 'There is no such user.')
    await deps.audit.recordAdmin({
      action: 'reset_link',
      outcome: 'ok',
      actorId: identity.userId,
      subjectId: user.id,
      ip,
    })
    const { token, hash } = issueOneTimeToken()
    const expiresAt = deps.now() + LINK_MS
    await deps.users.keepResetToken(hash, { uid: user.id, expiresAt })
    const url = `${deps.publicUrl}/reset#${token}`
    return { body: { url, token, expires_at: new Date(expiresAt).toISOString() } }
  })
