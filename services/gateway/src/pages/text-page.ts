import { createHash } from 'node:crypto'
import type { Handle } from '../door'

export interface TextPageOptions {
  readonly type: string
  /** Replaces the policy that the kind of content has by default. */
  readonly policy?: string
}

/** A text that stays the same while the process runs, with an `ETag` to ask again cheaply. */
export const textPage = (text: string, { type, policy }: TextPageOptions): Handle => {
  const etag = etagOf(text)
  const headers = {
    'content-type': type,
    etag,
    'cache-control': 'no-cache',
    ...(policy === undefined ? {} : { 'content-security-policy': policy }),
  }
  return ({ request }) =>
    isKnown(request, etag)
      ? new Response(null, { status: 304, headers })
      : new Response(text, { headers })
}

/** The strong entity tag of a content. */
export const etagOf = (content: string | Uint8Array): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`

/** Whether the client says that it has this version. */
export const isKnown = (request: Request, etag: string): boolean => {
  const known = request.headers.get('if-none-match')
  if (known === null) return false
  return known
    .split(',')
    .some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*')
}
