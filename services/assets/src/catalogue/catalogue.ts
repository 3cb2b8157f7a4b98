import { type Minor, PRICE_SCALE, parseDecimal, USD_SCALE } from '@bourse/common/domain/money'
import { type AssetSymbol, assetSymbol } from '@bourse/contracts/ids'
import { z } from 'zod'
import rows from './assets.json' with { type: 'json' }
import { CATEGORY_IDS, type CategoryId } from './categories'

/** One offered asset; limits in minor USD (10^6), prices in USD per whole unit times 10^12. */
export interface CatalogueAsset {
  readonly symbol: AssetSymbol
  readonly name: string
  readonly description: string
  readonly coingeckoId: string
  readonly categories: readonly CategoryId[]
  readonly decimals: number
  readonly minNotional: Minor
  readonly maxNotional: Minor
  /** Whole units, approximate: times a price it is a market capitalisation times 10^12. */
  readonly circulatingSupply: bigint
  readonly maxJumpBps: number
  readonly referencePrice: Minor
  readonly volatilityBpsDay: number
  /** The symbol whose simulated walk it follows: its own, or the asset that it wraps. */
  readonly walk: string
  /** Whether its simulated price moves with the crypto market as a whole. */
  readonly followsMarket: boolean
}

/**
 * Checks catalogue rows: strict fields, unique symbols and CoinGecko ids, sane limits.
 * @throws Error that names every broken row and field: shipped data that is wrong is a bug
 */
export const parseCatalogue = (data: unknown): readonly CatalogueAsset[] => {
  const list = z.array(z.unknown()).parse(data)
  const parsed = list.map((row) => assetRow.safeParse(row))
  const problems = parsed.flatMap((result, index) =>
    result.success ? [] : [`${rowName(list[index], index)}: ${z.prettifyError(result.error)}`],
  )
  const assets = parsed.flatMap((result) => (result.success ? [result.data] : []))
  problems.push(...repeats(assets), ...brokenTracks(assets))
  if (problems.length > 0) throw new Error(`The asset catalogue is broken.\n${problems.join('\n')}`)
  return assets.map(({ tracks, ...asset }) => ({ ...asset, walk: tracks ?? asset.symbol }))
}

/** The assets that ship with this release, in the order of the file. */
export const loadCatalogue = (): readonly CatalogueAsset[] => parseCatalogue(rows)

const scaled = (scale: number) =>
  z.string().transform((text, context) => {
    const minor = parseDecimal(text, scale)
    if (minor !== undefined && minor > 0n) return minor
    context.addIssue(`must be a positive decimal string with at most ${scale} decimals`)
    return z.NEVER
  })

const basisPoints = z.int().min(1).max(10_000)

const assetRow = z
  .strictObject({
    symbol: assetSymbol,
    name: z.string().trim().min(1).max(60),
    description: z.string().trim().min(10).max(160),
    coingecko_id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'must be a CoinGecko id'),
    categories: z.array(z.enum(CATEGORY_IDS)).min(1).max(5),
    decimals: z.int().min(0).max(18),
    min_notional: scaled(USD_SCALE),
    max_notional: scaled(USD_SCALE),
    circulating_supply: scaled(0),
    max_jump_bps: basisPoints,
    reference_price: scaled(PRICE_SCALE),
    volatility_bps_day: basisPoints,
    tracks: assetSymbol.optional(),
  })
  .refine((row) => row.min_notional < row.max_notional, {
    path: ['max_notional'],
    message: 'must be larger than min_notional',
  })
  .refine((row) => new Set(row.categories).size === row.categories.length, {
    path: ['categories'],
    message: 'must not repeat a category',
  })
  .transform((row) => ({
    symbol: row.symbol,
    name: row.name,
    description: row.description,
    coingeckoId: row.coingecko_id,
    categories: row.categories,
    decimals: row.decimals,
    minNotional: row.min_notional,
    maxNotional: row.max_notional,
    circulatingSupply: row.circulating_supply,
    maxJumpBps: row.max_jump_bps,
    referencePrice: row.reference_price,
    volatilityBpsDay: row.volatility_bps_day,
    followsMarket: !row.categories.some((id) => id === 'stablecoin' || id === 'gold'),
    tracks: row.tracks,
  }))
type ParsedRow = z.output<typeof assetRow>

const rowName = (row: unknown, index: number): string => {
  const named = z.object({ symbol: z.string().max(40) }).safeParse(row)
  return named.success ? `row ${index + 1} (${named.data.symbol})` : `row ${index + 1}`
}

const repeats = (assets: readonly ParsedRow[]): string[] => {
  const seen = new Set<string>()
  return assets.flatMap(({ symbol, coingeckoId }) =>
    [`symbol ${symbol}`, `coingecko_id ${coingeckoId}`].flatMap((key) => {
      if (seen.has(key)) return [`${symbol}: ${key} appears twice`]
      seen.add(key)
      return []
    }),
  )
}

const brokenTracks = (assets: readonly ParsedRow[]): string[] => {
  const bySymbol = new Map<string, ParsedRow>(assets.map((asset) => [asset.symbol, asset]))
  return assets.flatMap(({ symbol, tracks, volatilityBpsDay, followsMarket }) => {
    const target = tracks === undefined ? undefined : bySymbol.get(tracks)
    if (tracks === undefined) return []
    if (target === undefined || target.tracks !== undefined)
      return [`${symbol}: tracks ${tracks}, which is no asset with a walk of its own`]
    return target.volatilityBpsDay === volatilityBpsDay && target.followsMarket === followsMarket
      ? []
      : [`${symbol}: volatility and market must equal those of ${tracks}, which it tracks`]
  })
}
