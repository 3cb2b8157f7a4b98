import { type Minor, PRICE_SCALE } from '@bourse/common/domain/money'
import { z } from 'zod'
import type { SkippedRow, SkipReason, Tick } from './feed'
import { JsonNumber, parseLossless, scaledNumber } from './lossless-json'

export interface FeedAsset {
  readonly symbol: string
  readonly coingeckoId: string
}

export interface Markets {
  readonly ticks: readonly Tick[]
  readonly unknown: readonly string[]
  readonly skipped: readonly SkippedRow[]
}

const MAX_PRICE = 10n ** 9n * 10n ** BigInt(PRICE_SCALE)
const MAX_AHEAD_MS = 60_000

/**
 * Reads an answer of CoinGecko's `/coins/markets` for the assets that were asked for. Rows of other
 * coins are ignored; an asset without a row is unknown; a row with a bad field is skipped.
 * @returns undefined when the text is no JSON list
 */
export const readMarkets = (
  text: string,
  asked: readonly FeedAsset[],
  now: number,
): Markets | undefined => {
  const rows = parseRows(text)
  if (rows === undefined) return undefined
  const symbols = new Map(asked.map((asset) => [asset.coingeckoId, asset.symbol]))
  const ticks: Tick[] = []
  const skipped: SkippedRow[] = []
  const seen = new Set<string>()
  for (const row of rows) {
    const symbol = symbols.get(row.id)
    if (symbol === undefined) continue
    const read = seen.has(symbol) ? 'repeated' : readRow(row, now)
    seen.add(symbol)
    if (typeof read === 'string') skipped.push({ symbol, reason: read })
    else ticks.push({ symbol, ...read })
  }
  const unknown = asked.map((asset) => asset.symbol).filter((symbol) => !seen.has(symbol))
  return { ticks, unknown, skipped }
}

const marketRow = z.object({
  id: z.string().max(100),
  current_price: z.unknown(),
  last_updated: z.unknown(),
})
type MarketRow = z.infer<typeof marketRow>

const parseRows = (text: string): MarketRow[] | undefined => {
  try {
    const list = z.array(z.unknown()).safeParse(parseLossless(text))
    return list.data?.flatMap((row) => marketRow.safeParse(row).data ?? [])
  } catch {
    return undefined
  }
}

const readRow = (row: MarketRow, now: number): Omit<Tick, 'symbol'> | SkipReason => {
  const price = readPrice(row.current_price)
  if (typeof price === 'string') return price
  const time = z.iso.datetime({ offset: true }).safeParse(row.last_updated)
  const at = time.success ? Date.parse(time.data) : Number.NaN
  if (Number.isNaN(at)) return 'invalid_time'
  return at - now > MAX_AHEAD_MS ? 'future_time' : { price, at }
}

const readPrice = (value: unknown): Minor | SkipReason => {
  if (value === null || value === undefined) return 'no_price'
  const price = value instanceof JsonNumber ? scaledNumber(value, PRICE_SCALE) : undefined
  if (price === undefined) return 'invalid_price'
  return price === 0n || price > MAX_PRICE ? 'absurd_price' : price
}
