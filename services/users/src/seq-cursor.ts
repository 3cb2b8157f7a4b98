import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { decodeCursor } from '@bourse/common/http/cursor'

/** Reads a cursor over the journal: the sequence that the page before ended at. */
export const readSeqCursor = (cursor: string | undefined): bigint | undefined | Rejection => {
  if (cursor === undefined) return undefined
  const place = decodeCursor(cursor, ['seq'])
  if (isRejection(place)) return place
  return /^\d{1,12}$/.test(place.seq) ? BigInt(place.seq) : NOT_OURS
}

const NOT_OURS = reject('invalid_request', 'The cursor is not one of ours. Start without it.', {
  field: 'cursor',
})
