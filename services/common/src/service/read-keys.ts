import { bypassProxy } from '../runtime/bypass-proxy'
import type { FetchKeys } from '../security/key-set'

const TIMEOUT_MS = 3000

/** Reads the public keys of access tokens from the users service. */
export const keysFrom = (url: string): FetchKeys => {
  bypassProxy(new URL(url).hostname)
  return async () => {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`the key set answered ${response.status}`)
    return (await response.json()) as Awaited<ReturnType<FetchKeys>>
  }
}
