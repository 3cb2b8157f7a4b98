import { createServiceApp, type ServiceAppDeps } from '@bourse/common/http/service-app'
import type { Hono } from 'hono'
import type { CashDeps } from './cash-deps'
import { cashRoutes } from './cash-routes'
import type { IdentityDeps } from './identity-deps'
import { identityRoutes } from './identity-routes'

/** Everything that the users service stands on. */
export interface UsersDeps {
  readonly http: ServiceAppDeps
  readonly identity: IdentityDeps
  readonly cash: CashDeps
}

/** Identity, cash and the keys that others verify tokens with. */
export const createApp = (deps: UsersDeps): Hono => {
  const app = createServiceApp(
    [...identityRoutes(deps.identity), ...cashRoutes(deps.cash)],
    deps.http,
  )
  app.get('/.well-known/jwks.json', (c) => {
    c.header('cache-control', 'public, max-age=10')
    return c.json(deps.identity.tokens.jwks())
  })
  return app
}
