import type { Balance } from '@bourse/contracts/cash'
import type { AccountState } from './account'
import { formatUsd } from './money'

/** An account's cash as its owner sees it. */
export const balanceBody = (state: Pick<AccountState, 'available' | 'held'>): Balance => ({
  currency: 'USD',
  available: formatUsd(state.available),
  held: formatUsd(state.held),
  total: formatUsd(state.available + state.held),
})
