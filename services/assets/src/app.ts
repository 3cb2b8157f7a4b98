import { createServiceApp, type ServiceAppDeps } from '@bourse/common/http/service-app'
import type { Hono } from 'hono'
import { getAssetRoute } from './get-asset'
import { listAssetsRoute } from './list-assets'
import { listCategoriesRoute } from './list-categories'
import { createMarketView, type MarketViewDeps } from './market-view'
import { PRICE_STREAM_PATH, type PriceStreamDeps, priceStream } from './price-stream'
import { type UpdateAssetDeps, updateAssetRoute } from './update-asset/route'

/** Everything that the assets service stands on. */
export type AssetsDeps = { readonly http: ServiceAppDeps } & MarketViewDeps &
  Omit<UpdateAssetDeps, 'readView'> &
  PriceStreamDeps

/** The catalogue with prices, the admins' halt, and the stream of prices for the gateway. */
export const createApp = (deps: AssetsDeps): Hono => {
  const readView = createMarketView(deps)
  const app = createServiceApp(
    [
      listAssetsRoute({ catalogue: deps.catalogue, readView }),
      getAssetRoute({ readView }),
      listCategoriesRoute({ readView }),
      updateAssetRoute({ ...deps, readView }),
    ],
    deps.http,
  )
  const stream = priceStream(deps)
  app.get(PRICE_STREAM_PATH, (c) => stream(c.req.raw))
  return app
}
