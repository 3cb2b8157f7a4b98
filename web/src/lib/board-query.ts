import type { Asset, listAssets } from '@bourse/contracts/assets'
import { queryOptions } from '@tanstack/react-query'
import { ApiError } from './failure'

/** Every asset with its price, largest market cap first: landing, palette, status line and markets share it. */
export const boardQuery = () =>
  queryOptions({
    queryKey: ['market', 'board'],
    queryFn: ({ signal }) => readBoard(signal),
    staleTime: 30_000,
    refetchInterval: 60_000,
  })

// Read without the checking client: this is the landing page's one request, and zod weighs 26 KB.
const PATH: (typeof listAssets)['path'] = '/api/v1/assets'

const readBoard = async (signal: AbortSignal): Promise<readonly Asset[]> => {
  const response = await fetch(`${PATH}?limit=200&sort=-market_cap`, { signal }).catch((cause) => {
    if (signal.aborted) throw cause
    throw new ApiError({ kind: 'unreachable' })
  })
  const body: { readonly data?: readonly Asset[] } = await response.json().catch(() => ({}))
  if (response.ok && Array.isArray(body.data)) return body.data
  throw new ApiError({ kind: 'unexpected', message: `The market answered ${response.status}.` })
}
