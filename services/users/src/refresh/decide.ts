/** A lost reply or a second tab may repeat the generation before for this long. */
const REPEAT_MS = 10_000

/** What a refresh token of some generation means for the session as it stands. */
export const decideRefresh = (
  session: { readonly generation: number; readonly rotatedAt: number },
  generation: number,
  now: number,
): 'rotate' | 'repeat' | 'reuse' => {
  if (generation === session.generation) return 'rotate'
  const isBefore = generation === session.generation - 1
  return isBefore && now - session.rotatedAt <= REPEAT_MS ? 'repeat' : 'reuse'
}
