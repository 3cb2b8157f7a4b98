import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { signedInRoute } from './shell'

export const adminRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin',
  staticData: { title: 'Admin' },
  beforeLoad: ({ context }) => {
    const state = context.session.state()
    if (state.kind === 'signed-in' && state.user.role !== 'admin') throw notFound()
  },
  component: lazyRouteComponent(() => import('../features/admin/admin-page'), 'AdminPage'),
})
