import { formatUsd } from '@bourse/common/domain/money'
import type { Transfer as StoredTransfer } from '@bourse/common/domain/transfer'
import type { QueuedWithdrawal } from '@bourse/contracts/admin'
import type { Transfer } from '@bourse/contracts/cash'
import { idempotencyKey, userId } from '@bourse/contracts/ids'

/** A transfer as its owner sees it. */
export const transferView = (transfer: StoredTransfer): Transfer => ({
  id: idempotencyKey.parse(transfer.key),
  direction: transfer.direction,
  amount: formatUsd(transfer.amount),
  currency: 'USD',
  status: transfer.status,
  created_at: new Date(transfer.createdAt).toISOString(),
  updated_at: new Date(transfer.updatedAt).toISOString(),
})

/** A withdrawal as an admin sees it: whose it is, under an id that is unique among all users'. */
export const queuedWithdrawalView = (
  transfer: StoredTransfer,
  username: string,
): QueuedWithdrawal => ({
  ...transferView(transfer),
  id: `${transfer.account}.${transfer.key}`,
  user_id: userId.parse(transfer.account),
  username,
})
