import type { listAssets } from '@bourse/contracts/assets'
import type { z } from 'zod'
import type { AssetRow } from './market-view'

export type AssetSort = z.output<typeof listAssets.query>['sort']

/**
 * The rows in the asked order (`-` descends). Equal keys stand by symbol, upwards; rows without a
 * price come last in either direction when a price decides.
 */
export const sortAssets = (rows: readonly AssetRow[], by: AssetSort): readonly AssetRow[] => {
  const key = KEYS[by.replace('-', '') as Key]
  const direction = by.startsWith('-') ? -1 : 1
  return [...rows].sort((a, b) => {
    const [left, right] = [key(a), key(b)]
    if (left === undefined || right === undefined) return absentLast(left, right) || bySymbol(a, b)
    return compare(left, right) * direction || bySymbol(a, b)
  })
}

type Key = 'symbol' | 'name' | 'price' | 'market_cap'
type SortKey = string | bigint | undefined

const KEYS: Readonly<Record<Key, (row: AssetRow) => SortKey>> = {
  symbol: (row) => row.body.symbol,
  name: (row) => row.body.name.toLowerCase(),
  price: (row) => row.price,
  market_cap: (row) => row.marketCap,
}

const absentLast = (left: SortKey, right: SortKey): number =>
  Number(left === undefined) - Number(right === undefined)

const bySymbol = (a: AssetRow, b: AssetRow): number => compare(a.body.symbol, b.body.symbol)

const compare = (left: string | bigint, right: string | bigint): number => {
  if (left === right) return 0
  return left < right ? -1 : 1
}
