import { send } from './api'
import { isPassing } from './failure'
import type { Refreshed } from './session'

/** Exchanges the refresh cookie, which no script can read, for new tokens. */
export const refresh = async (): Promise<Refreshed> => {
  const users = await import('@bourse/contracts/users').catch(() => undefined)
  if (!users) return { kind: 'unreachable' }
  const outcome = await send(users.refresh, { body: {} }, undefined)
  if (outcome.ok) return { kind: 'tokens', tokens: outcome.data }
  return isPassing(outcome.failure) ? { kind: 'unreachable' } : { kind: 'ended' }
}

/** Ends the session on the server; whether it is heard changes nothing here. */
export const logout = async (token: string): Promise<void> => {
  const users = await import('@bourse/contracts/users').catch(() => undefined)
  if (users) await send(users.logout, {}, token)
}
