import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './shell'

export const profileRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/profile',
  staticData: { title: 'Profile' },
  component: lazyRouteComponent(() => import('../features/profile/profile-page'), 'ProfilePage'),
})
