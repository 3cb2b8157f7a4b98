import type { IdentityDeps } from './identity-deps'

/** Ends sessions in the store first, where money is committed; then tells every process. */
export const endSessions = async (
  deps: Pick<IdentityDeps, 'sessions' | 'revoked'>,
  userId: string,
  ids: readonly string[],
): Promise<void> => {
  await deps.sessions.end(userId, ids)
  await Promise.all(ids.map((id) => deps.revoked(userId, id)))
}
