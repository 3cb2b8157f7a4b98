import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod/mini'
import { boardQuery } from '../lib/board-query'
import { shellRoute } from './shell'

export const marketsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/markets',
  staticData: { title: 'Markets' },
  validateSearch: z.object({
    q: z.catch(z.optional(z.string()), undefined),
    category: z.catch(z.optional(z.string()), undefined),
  }),
  loader: ({ context }) => void context.queryClient.prefetchQuery(boardQuery()),
  component: lazyRouteComponent(() => import('../features/markets/markets-page'), 'MarketsPage'),
})
