// The map of the app. Each file of routes/ says a page's path, its validated search and who may see it,
// and names the feature that draws it; the feature's code loads with its first visit.
// root ─┬─ landing, auth, reset
//       └─ shell ─┬─ markets, asset, trade           everyone; balances read "Log in to see yours"
//                 └─ signed-in ─ dashboard, portfolio, account, profile, admin
import { createRouter } from '@tanstack/react-router'
import type { AppServices } from './lib/app-services'
import { accountRoute } from './routes/account'
import { adminRoute } from './routes/admin'
import { assetRoute } from './routes/asset'
import { loginRoute, registerRoute, resetRoute } from './routes/auth'
import { dashboardRoute } from './routes/dashboard'
import { landingRoute } from './routes/landing'
import { marketsRoute } from './routes/markets'
import { portfolioRoute } from './routes/portfolio'
import { profileRoute } from './routes/profile'
import { rootRoute } from './routes/root'
import { shellRoute, signedInRoute } from './routes/shell'
import { tradeIndexRoute, tradeRoute } from './routes/trade'

const routeTree = rootRoute.addChildren([
  landingRoute,
  loginRoute,
  registerRoute,
  resetRoute,
  shellRoute.addChildren([
    marketsRoute,
    assetRoute,
    tradeIndexRoute,
    tradeRoute,
    signedInRoute.addChildren([
      dashboardRoute,
      portfolioRoute,
      accountRoute,
      profileRoute,
      adminRoute,
    ]),
  ]),
])

/** The router over the shared services, which every `beforeLoad` and `loader` gets as context. */
export const createAppRouter = (services: AppServices) => {
  const router = createRouter({
    routeTree,
    context: services,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    scrollRestoration: true,
  })
  // A session that ends elsewhere ends here: the guards decide again.
  let kind = services.session.state().kind
  services.session.subscribe(() => {
    const next = services.session.state().kind
    if (next === 'signed-out' && kind !== next) void router.invalidate()
    kind = next
  })
  return router
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
  interface StaticDataRouteOption {
    /** The page's name in the top bar of a phone. */
    readonly title?: string
    /** The rail shows icons alone: the page needs the width. */
    readonly slimRail?: boolean
  }
}
