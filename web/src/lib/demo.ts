import type { Tokens } from '@bourse/contracts/users'
import { queryOptions } from '@tanstack/react-query'
import type { Failure } from './failure'

const PATH = '/api/v1/auth/demo'

/** Whether this platform offers practice accounts. Asking changes nothing: OPTIONS says what is allowed. */
export const demoQuery = () =>
  queryOptions({
    queryKey: ['market', 'demo-offered'],
    queryFn: async ({ signal }) => {
      const response = await fetch(PATH, { method: 'OPTIONS', signal })
      return response.ok && (response.headers.get('allow') ?? '').includes('POST')
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Makes a practice account and signs in to it. */
export const openDemo = async (): Promise<
  { ok: true; tokens: Tokens } | { ok: false; failure: Failure }
> => {
  const response = await fetch(PATH, { method: 'POST' }).catch(() => undefined)
  if (!response) return { ok: false, failure: { kind: 'unreachable' } }
  const [{ tokens }, { problem }] = await Promise.all([
    import('@bourse/contracts/users'),
    import('@bourse/contracts/problem'),
  ])
  const body: unknown = await response.json().catch(() => undefined)
  const opened = tokens.safeParse(body)
  if (response.ok && opened.success) return { ok: true, tokens: opened.data }
  const refused = problem.safeParse(body)
  if (!refused.success)
    return { ok: false, failure: { kind: 'unexpected', message: `Status ${response.status}` } }
  return { ok: false, failure: { kind: 'refused', status: response.status, problem: refused.data } }
}
