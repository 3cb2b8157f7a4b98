import { type Minor, PRICE_SCALE, parseDecimal } from '@bourse/common/domain/money'
import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import { listAssets } from '@bourse/contracts/assets'
import type { z } from 'zod'
import { cacheable } from './cacheable'
import type { CatalogueAsset } from './catalogue/catalogue'
import { type AssetRow, type ReadMarketView, searchable } from './market-view'
import { createSeenCursor } from './seen-cursor'

export interface ListAssetsDeps {
  readonly catalogue: readonly CatalogueAsset[]
  readonly readView: ReadMarketView
}

/**
 * GET /assets. A page holds the first rows, in the asked order, of those not given yet: a list read
 * to its end has each asset once. When prices move between pages, a row stands where its price was
 * when its page was read.
 */
export const listAssetsRoute = ({ catalogue, readView }: ListAssetsDeps): Route => {
  const cursors = createSeenCursor(catalogue)
  return route(listAssets, async ({ query, request }) => {
    const seen = cursors.decode(query.cursor)
    if (isRejection(seen)) return seen
    const matches = matcher(query)
    if (isRejection(matches)) return matches
    const view = await readView()
    const rows = view.sorted(query.sort).filter((row) => !seen.has(row.place) && matches(row))
    const page = rows.slice(0, query.limit)
    const more = rows.length > page.length
    const next = more ? cursors.encode([...seen, ...page.map((row) => row.place)]) : null
    const body = { data: page.map((row) => row.body), next_cursor: next }
    return cacheable(request, body, [...page.map((row) => row.digest), next ?? ''])
  })
}

type ListQuery = z.output<typeof listAssets.query>

const matcher = (query: ListQuery): ((row: AssetRow) => boolean) | Rejection => {
  const min = readBound('min_price', query.min_price)
  if (isRejection(min)) return min
  const max = readBound('max_price', query.max_price)
  if (isRejection(max)) return max
  const q = searchable(query.q ?? '')
  return (row) =>
    row.searchText.includes(q) &&
    (query.category === undefined || row.body.categories.includes(query.category)) &&
    (query.status === undefined || row.body.status === query.status) &&
    isWithin(row.price, min, max)
}

const readBound = (field: string, text: string | undefined): Minor | undefined | Rejection => {
  if (text === undefined) return undefined
  const bound = parseDecimal(text, PRICE_SCALE)
  if (bound !== undefined) return bound
  return reject('invalid_request', `Give a price with at most ${PRICE_SCALE} decimals.`, { field })
}

/** An asset without a price is within no bounds. */
const isWithin = (
  price: Minor | undefined,
  min: Minor | undefined,
  max: Minor | undefined,
): boolean => {
  if (min === undefined && max === undefined) return true
  if (price === undefined) return false
  return (min === undefined || price >= min) && (max === undefined || price <= max)
}
