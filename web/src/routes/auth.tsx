import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import * as z from 'zod/mini'
import type { AppServices } from '../lib/app-services'
import { returnPath } from '../lib/return-to'
import { rootRoute } from './root'

const search = z.object({
  /** Where to go after signing in: a path of this site. */
  return_to: z.catch(z.optional(z.string()), undefined),
})

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: search,
  beforeLoad: ({ context, search }) => leaveWhenSignedIn(context, search.return_to),
  component: lazyRouteComponent(() => import('../features/auth/auth-page'), 'LoginPage'),
})

export const registerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/register',
  validateSearch: search,
  beforeLoad: ({ context, search }) => leaveWhenSignedIn(context, search.return_to),
  component: lazyRouteComponent(() => import('../features/auth/auth-page'), 'RegisterPage'),
})

/** The link's token is in the fragment, which no server and no referrer sees. */
export const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset',
  component: lazyRouteComponent(() => import('../features/auth/auth-page'), 'ResetPage'),
})

const leaveWhenSignedIn = async ({ session }: AppServices, wanted: string | undefined) => {
  const { kind } = await session.settle()
  if (kind === 'signed-in') throw redirect({ href: returnPath(wanted) })
}
