import { getBalance } from '@bourse/contracts/cash'
import { getPortfolio } from '@bourse/contracts/portfolio'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Api } from './api'

// One factory per resource, used by loaders and components alike. Keys of the signed-in person's
// resources start with `account`, so that one event of the stream refreshes them all.

export const balanceQuery = (api: Api) =>
  queryOptions({
    queryKey: ['account', 'balance'],
    queryFn: ({ signal }) => api.read(getBalance, { signal }),
  })

export const portfolioQuery = (api: Api) =>
  queryOptions({
    queryKey: ['account', 'portfolio'],
    queryFn: ({ signal }) => api.read(getPortfolio, { signal }),
  })

/** Reads again what of the account is on screen; called for each event of its ledger. */
export const refreshAccount = (queryClient: QueryClient): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['account'] })
