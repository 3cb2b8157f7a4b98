import type { transaction } from '@bourse/contracts/cash'
import type { z } from 'zod'
import { bucketKey, type JournalEntry, userDeltas } from './ledger'
import { formatDecimal, formatUsd, type Minor } from './money'

/**
 * A journal entry as its owner sees it: only the owner's own movements, as decimal strings.
 * `decimalsOf` gives an asset's decimals. @throws when it knows none for an asset that moved: a bug
 */
export const transactionBody = (
  entry: JournalEntry,
  decimalsOf: (asset: string) => number | undefined,
): z.input<typeof transaction> => {
  const after = new Map(entry.after.map((a) => [bucketKey(a.asset, a.bucket), a.amount]))
  return {
    seq: Number(entry.seq),
    type: entry.type,
    reference: entry.reference,
    movements: userDeltas(entry.postings).map(({ asset, bucket, amount }) => ({
      asset,
      bucket,
      amount: formatAmount(asset, amount, decimalsOf),
      balance_after: formatAmount(asset, after.get(bucketKey(asset, bucket)) ?? 0n, decimalsOf),
    })),
    created_at: new Date(entry.at).toISOString(),
  }
}

/** An asset's amount as a decimal string. @throws when its decimals are not known: a bug */
export const formatAmount = (
  asset: string,
  amount: Minor,
  decimalsOf: (asset: string) => number | undefined,
): string => {
  if (asset === 'USD') return formatUsd(amount)
  const decimals = decimalsOf(asset)
  if (decimals === undefined) throw new Error(`no decimals are known for ${asset}`)
  return formatDecimal(amount, decimals)
}
