import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { boardQuery } from '../lib/board-query'
import { rootRoute } from './root'

export const landingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loader: ({ context }) => void context.queryClient.prefetchQuery(boardQuery()),
  component: lazyRouteComponent(() => import('../features/landing/landing-page'), 'LandingPage'),
})
