import { createHash } from 'node:crypto'
import { formatUsd, type Minor, parseDecimal, USD_SCALE } from '@bourse/common/domain/money'
import { type Rejection, reject } from '@bourse/common/domain/rejection'

/** Money comes and goes in whole cents, though the ledger keeps finer. */
const CENT = 10n ** BigInt(USD_SCALE - 2)
/** The least and the most that one transfer moves, minor USD. */
const MIN_TRANSFER: Minor = 100n * CENT
const MAX_TRANSFER: Minor = 100_000_000n * CENT

/** Reads a transfer's amount as minor USD; zeros behind the second decimal say nothing and pass. */
export const readCashAmount = (text: string): Minor | Rejection => {
  const amount = parseDecimal(text, USD_SCALE)
  if (amount === undefined || amount % CENT !== 0n) {
    return reject('too_many_decimals', 'US dollars move in whole cents.', { field: 'amount' })
  }
  return amount
}

/** Refuses an amount outside what one transfer may move. */
export const refuseAmount = (amount: Minor): Rejection | undefined => {
  if (amount < MIN_TRANSFER) {
    return reject('below_minimum', `The least is ${formatUsd(MIN_TRANSFER)} USD.`, AMOUNT)
  }
  if (amount > MAX_TRANSFER) {
    return reject('above_maximum', `The most is ${formatUsd(MAX_TRANSFER)} USD.`, AMOUNT)
  }
  return undefined
}

const AMOUNT = { field: 'amount' }

/** What a key stands for: operation and body, the amount in one spelling, so that 5 is 5.00. */
export const cashFingerprint = (operation: 'deposit' | 'withdrawal', amount: Minor): string =>
  createHash('sha256')
    .update(`${operation}\n${JSON.stringify({ amount: formatUsd(amount) })}`)
    .digest('hex')
