import { type Rejection, reject } from '../domain/rejection'

/** An opaque cursor over the sort key that a page ended at. The owner is not in it: the caller's token is. */
export const encodeCursor = (position: Readonly<Record<string, string>>): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** Reads a cursor back; only the named text fields are taken, each at most 200 characters. */
export const decodeCursor = <F extends string>(
  cursor: string,
  fields: readonly F[],
): Record<F, string> | Rejection => {
  const bad = reject('invalid_request', 'The cursor is not one of ours. Start without it.', {
    field: 'cursor',
  })
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (typeof position !== 'object' || position === null) return bad
    const entries = fields.map((field) => [field, Reflect.get(position, field) as unknown] as const)
    const sound = entries.every(([, v]) => typeof v === 'string' && v.length <= 200)
    return sound ? (Object.fromEntries(entries) as unknown as Record<F, string>) : bad
  } catch {
    return bad
  }
}
