import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { getAsset } from '@bourse/contracts/assets'
import { cacheable } from './cacheable'
import type { ReadMarketView } from './market-view'

export interface GetAssetDeps {
  readonly readView: ReadMarketView
}

/** GET /assets/{symbol}. */
export const getAssetRoute = ({ readView }: GetAssetDeps): Route =>
  route(getAsset, async ({ params, request }) => {
    const row = (await readView()).find(params.symbol)
    if (!row) return reject('not_found', 'There is no such asset.')
    return cacheable(request, row.body, [row.digest])
  })
