import { createHash } from 'node:crypto'

/** A body with the headers that let a cache keep it for a second and ask again by its tag. */
export interface CacheableReply<B> {
  readonly body: B
  readonly headers: Readonly<Record<string, string>>
  readonly notModified?: true
}

/** Answers 304 when the request names the tag of the body that `parts` (digests, a cursor) stand for. */
export const cacheable = <B>(
  request: Request,
  body: B,
  parts: readonly string[],
): CacheableReply<B> => {
  const tag = createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22)
  const headers = { etag: `W/"${tag}"`, 'cache-control': 'public, max-age=1' }
  const known = namesTag(request.headers.get('if-none-match'), tag)
  return known ? { body, headers, notModified: true } : { body, headers }
}

/** `If-None-Match` compares weakly (RFC 9110, 13.1.2): a `W/` on either side makes no difference. */
const namesTag = (header: string | null, tag: string): boolean => {
  if (header === null || header.length > 4096) return false
  return header.split(',').some((part) => {
    const given = part.trim()
    return given === '*' || given.replace(/^W\//, '') === `"${tag}"`
  })
}
