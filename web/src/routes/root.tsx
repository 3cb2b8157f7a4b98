import { createRootRouteWithContext, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { type AppServices, useSession } from '../lib/app-services'
import { Toaster } from '../ui/toaster'

const Root = () => (
  <>
    <Outlet />
    <Toaster />
    <ExpiredSession />
  </>
)

/** Over whatever is on screen, so that nothing typed is lost. */
const ExpiredSession = () => {
  if (useSession().kind !== 'expired') return null
  return (
    <Suspense fallback={null}>
      <SessionExpired />
    </Suspense>
  )
}

const SessionExpired = lazy(async () => ({
  default: (await import('../features/auth/session-expired')).SessionExpired,
}))

export const rootRoute = createRootRouteWithContext<AppServices>()({
  component: Root,
  notFoundComponent: lazyRouteComponent(() => import('../features/shell/not-found'), 'NotFound'),
  errorComponent: lazyRouteComponent(() => import('../features/shell/page-error'), 'PageError'),
})
