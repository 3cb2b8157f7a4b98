import { type Rejection, reject } from '@bourse/common/domain/rejection'
import type { SharedState } from '@bourse/common/shared-state/shared-state'

export interface ThrottleDeps {
  readonly shared: Pick<SharedState, 'consume' | 'refill'>
  /** Whether a device at this address is signed in to the account now. */
  readonly isKnownAddress: (login: string, ip: string) => Promise<boolean>
}

/** Guesses at one account from one address; good sign-ins give them back. */
const PAIR = { limit: 10, windowMs: 15 * 60_000 }
/** Guesses at one account from everywhere: after a first few, one a minute. NIST allows 100 in all. */
const ACCOUNT = { limit: 30, windowMs: 30 * 60_000 }

/**
 * Takes one guess before it is checked, so that many at once don't slip through. An address where
 * the owner is signed in keeps its own guesses when strangers have used up the account's.
 */
export const takeGuess = async (
  { shared, isKnownAddress }: ThrottleDeps,
  login: string,
  ip: string,
): Promise<Rejection | undefined> => {
  const pair = await shared.consume(pairOf(login, ip), PAIR)
  if (!pair.allowed) return tooMany(pair.retryAfterMs)
  const account = await shared.consume(accountOf(login), ACCOUNT)
  if (account.allowed || (await isKnownAddress(login, ip))) return undefined
  return tooMany(account.retryAfterMs)
}

/** A right password gives the guesses back. */
export const forgiveGuesses = async (
  { shared }: Pick<ThrottleDeps, 'shared'>,
  login: string,
  ip: string,
): Promise<void> => {
  await Promise.all([shared.refill(pairOf(login, ip)), shared.refill(accountOf(login))])
}

const pairOf = (login: string, ip: string): string => `login-pair:${login}:${ip}`
const accountOf = (login: string): string => `login-account:${login}`

const tooMany = (retryAfterMs: number): Rejection =>
  reject('login_throttled', 'Too many attempts. Wait as long as Retry-After says.', {
    retryAfterMs,
  })
