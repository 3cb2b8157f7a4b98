import type { Minor } from '@bourse/common/domain/money'

const WHOLE = 10_000n

/**
 * Shares of non-negative amounts in hundredths of a percent that add up to 100.00 exactly, by the
 * largest remainder; undefined when there is nothing to share.
 */
export const allocate = (amounts: readonly Minor[]): bigint[] | undefined => {
  const total = amounts.reduce((all, amount) => all + amount, 0n)
  if (total === 0n) return undefined
  const shares = amounts.map((amount) => (amount * WHOLE) / total)
  const missing = Number(WHOLE - shares.reduce((all, share) => all + share, 0n))
  const byRemainder = amounts
    .map((amount, i) => ({ i, remainder: (amount * WHOLE) % total }))
    .sort((a, b) => compare(b.remainder, a.remainder) || a.i - b.i)
  const lucky = new Set(byRemainder.slice(0, missing).map(({ i }) => i))
  return shares.map((share, i) => (lucky.has(i) ? share + 1n : share))
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
