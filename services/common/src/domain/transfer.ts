import type { Minor } from './money'

export type TransferStatus = 'completed' | 'pending' | 'rejected'

/** A deposit or withdrawal in minor USD; with the account, `key` is its identity. */
export interface Transfer {
  readonly account: string
  readonly key: string
  readonly direction: 'deposit' | 'withdrawal'
  readonly amount: Minor
  readonly status: TransferStatus
  readonly ulid: string
  readonly fingerprint: string
  readonly createdAt: number
  readonly updatedAt: number
}
