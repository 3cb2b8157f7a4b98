import { type Route, route } from '@bourse/common/http/route'
import { listCategories } from '@bourse/contracts/assets'
import { cacheable } from './cacheable'
import { CATEGORIES, CATEGORY_IDS } from './catalogue/categories'
import type { AssetRow, ReadMarketView } from './market-view'

export interface ListCategoriesDeps {
  readonly readView: ReadMarketView
}

/** GET /categories: every category with the number of offered assets in it. */
export const listCategoriesRoute = ({ readView }: ListCategoriesDeps): Route =>
  route(listCategories, async ({ request }) => {
    const counts = countByCategory((await readView()).rows)
    const data = CATEGORY_IDS.map((id) => ({
      id,
      name: CATEGORIES[id],
      count: counts.get(id) ?? 0,
    }))
    return cacheable(request, { data, next_cursor: null }, [JSON.stringify(data)])
  })

const countByCategory = (rows: readonly AssetRow[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const category of rows.flatMap((row) => row.body.categories)) {
    counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  return counts
}
