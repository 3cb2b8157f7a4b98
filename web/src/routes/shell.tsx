import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { PagePending } from '../ui/page'
import { rootRoute } from './root'

/** The frame of the app: rail, top bar, status line. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: ({ context }) => void context.session.settle(),
  component: lazyRouteComponent(() => import('../features/shell/shell'), 'Shell'),
})

/** Pages of a person's own: strangers sign in first and come back. */
export const signedInRoute = createRoute({
  getParentRoute: () => shellRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const state = await context.session.settle()
    if (state.kind === 'signed-out')
      throw redirect({ to: '/login', search: { return_to: location.href } })
    if (state.kind === 'unreachable') throw new Error('Bourse does not answer.')
  },
  pendingComponent: PagePending,
})
