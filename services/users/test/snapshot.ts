import { emptyPosition, newAccount } from '@bourse/common/domain/account'
import type { Transfer } from '@bourse/common/domain/transfer'
import type { MoneySnapshot } from '@bourse/common/store/decision'
import type { TransferRequest } from '../src/transfer-request'

/** Noon of 2026-06-01, UTC. */
const NOON = Date.UTC(2026, 5, 1, 12)

/** What a decision sees; everything but the given parts is an account just opened. */
export const snapshotOf = (
  given: { state?: Partial<MoneySnapshot['state']>; record?: Partial<Transfer>; now?: number } = {},
): MoneySnapshot => ({
  state: { ...newAccount('usr_a', 'head', NOON), ...given.state },
  position: emptyPosition('usr_a', ''),
  record: given.record && { ...pendingWithdrawal, ...given.record },
  now: given.now ?? NOON,
})

const pendingWithdrawal: Transfer = {
  account: 'usr_a',
  key: 'k',
  direction: 'withdrawal',
  amount: 5_000_000n,
  status: 'pending',
  ulid: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  fingerprint: 'f',
  createdAt: NOON,
  updatedAt: NOON,
}

/** A request for an amount in minor USD. */
export const requestOf = (amount: bigint): TransferRequest => ({
  account: 'usr_a',
  key: 'k',
  amount,
  fingerprint: 'f',
  ulid: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
})
