import { createHash } from 'node:crypto'
import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import type { CatalogueAsset } from './catalogue/catalogue'

/**
 * A cursor that carries which assets were given already, a bit for each place in the catalogue, so
 * that no page repeats or loses one however prices move. Good for one catalogue: another refuses it.
 */
export interface SeenCursor {
  decode(cursor: string | undefined): ReadonlySet<number> | Rejection
  encode(seen: Iterable<number>): string
}

/** Cursors over the given catalogue. */
export const createSeenCursor = (catalogue: readonly CatalogueAsset[]): SeenCursor => {
  const symbols = catalogue.map((asset) => asset.symbol).join(',')
  const of = createHash('sha256').update(symbols).digest('base64url').slice(0, 8)
  return {
    encode: (seen) => encodeCursor({ of, seen: toBits(seen, catalogue.length) }),
    decode: (cursor) => {
      if (cursor === undefined) return new Set()
      const position = decodeCursor(cursor, ['of', 'seen'])
      if (isRejection(position)) return position
      return position.of === of ? fromBits(position.seen) : OTHER_CATALOGUE
    },
  }
}

const OTHER_CATALOGUE = reject(
  'invalid_request',
  'The catalogue changed since the cursor was made. Start without it.',
  { field: 'cursor' },
)

const toBits = (places: Iterable<number>, count: number): string => {
  const bytes = new Uint8Array(Math.ceil(count / 8))
  for (const place of places) {
    const byte = place >> 3
    bytes[byte] = (bytes[byte] ?? 0) | (1 << (place & 7))
  }
  return Buffer.from(bytes).toString('base64url')
}

const fromBits = (text: string): ReadonlySet<number> => {
  const seen = new Set<number>()
  for (const [index, byte] of Buffer.from(text, 'base64url').entries()) {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) seen.add(index * 8 + bit)
  }
  return seen
}
