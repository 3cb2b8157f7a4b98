import { formatDecimal, formatUsd, type Minor } from '@bourse/common/domain/money'
import type { Market } from '@bourse/common/store/market-reader'

/** Writes a minor amount of an asset as a decimal string. */
export type AmountFormat = (asset: string, amount: Minor) => string

/**
 * Formats with the catalogue's decimals.
 * @throws when the ledger names an asset that the catalogue lacks: a guess would be off by powers of ten
 */
export const amountFormat = async (market: Pick<Market, 'assets'>): Promise<AmountFormat> => {
  const assets = await market.assets()
  return (asset, amount) => {
    if (asset === 'USD') return formatUsd(amount)
    const known = assets.get(asset)
    if (!known) throw new Error('the ledger holds an asset that the catalogue lacks')
    return formatDecimal(amount, known.decimals)
  }
}
