import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from './shell'

export const assetRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/markets/$symbol',
  staticData: { title: 'Asset' },
  component: lazyRouteComponent(() => import('../features/markets/asset-page'), 'AssetPage'),
})
