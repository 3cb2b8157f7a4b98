import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './shell'

export const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  staticData: { title: 'Account' },
  component: lazyRouteComponent(() => import('../features/account/account-page'), 'AccountPage'),
})
