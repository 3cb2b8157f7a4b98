import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { shellRoute } from './shell'

export const tradeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/trade/$symbol',
  staticData: { title: 'Trade', slimRail: true },
  component: lazyRouteComponent(() => import('../features/trade/trade-page'), 'TradePage'),
})

export const tradeIndexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/trade',
  beforeLoad: () => {
    throw redirect({ to: '/trade/$symbol', params: { symbol: 'BTC' } })
  },
})
