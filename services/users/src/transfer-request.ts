import type { Minor } from '@bourse/common/domain/money'
import type { Transfer } from '@bourse/common/domain/transfer'

/** A deposit or withdrawal as asked for: minor USD, under the client's key. */
export interface TransferRequest {
  readonly account: string
  readonly key: string
  readonly amount: Minor
  readonly fingerprint: string
  readonly ulid: string
}

/** The record that an accepted request leaves. */
export const newTransfer = (
  request: TransferRequest,
  made: Pick<Transfer, 'direction' | 'status'> & { now: number },
): Transfer => ({
  ...request,
  direction: made.direction,
  status: made.status,
  createdAt: made.now,
  updatedAt: made.now,
})
