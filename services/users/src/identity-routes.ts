import type { Route } from '@bourse/common/http/route'
import { changePasswordRoute } from './change-password/route'
import { createResetLinkRoute } from './create-reset-link/route'
import { freezeUserRoute, unfreezeUserRoute } from './freeze-user/route'
import { getProfileRoute } from './get-profile'
import { getUserRoute } from './get-user'
import type { IdentityDeps } from './identity-deps'
import { listAuditRoute } from './list-audit'
import { listSessionsRoute } from './list-sessions'
import { listUsersRoute } from './list-users'
import { loginRoute } from './login/route'
import { logoutRoute } from './logout/route'
import { refreshRoute } from './refresh/route'
import { registerRoute } from './register/route'
import { resetPasswordRoute } from './reset-password/route'
import { revokeSessionRoute } from './revoke-session/route'
import { updateProfileRoute } from './update-profile/route'

/** Every route about who somebody is. */
export const identityRoutes = (deps: IdentityDeps): Route[] => [
  registerRoute(deps),
  loginRoute(deps),
  refreshRoute(deps),
  logoutRoute(deps),
  resetPasswordRoute(deps),
  listSessionsRoute(deps),
  revokeSessionRoute(deps),
  changePasswordRoute(deps),
  getProfileRoute(deps),
  updateProfileRoute(deps),
  listUsersRoute(deps),
  getUserRoute(deps),
  freezeUserRoute(deps),
  unfreezeUserRoute(deps),
  createResetLinkRoute(deps),
  listAuditRoute(deps),
]
