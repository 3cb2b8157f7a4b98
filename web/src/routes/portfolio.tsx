import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './shell'

export const portfolioRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/portfolio',
  staticData: { title: 'Portfolio' },
  component: lazyRouteComponent(
    () => import('../features/portfolio/portfolio-page'),
    'PortfolioPage',
  ),
})
