import { isRejection, type Rejection, reject } from '@bourse/common/domain/rejection'
import { MAX_BODY_BYTES } from '@bourse/common/http/read-request'

/** A body of at most 64 KiB. */
export type Body = Uint8Array<ArrayBuffer>

/**
 * The whole body, or a refusal as soon as it is too large: by the announced length before a byte is
 * read, else while reading. Upstreams get whole bodies only, so a slow sender holds up none of them.
 */
export const readBody = async (request: Request, limitMs: number): Promise<Body | Rejection> => {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return TOO_LARGE
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  const late = Promise.withResolvers<Rejection>()
  const timer = setTimeout(() => late.resolve(TOO_SLOW), limitMs)
  const outcome = await Promise.race([readUpToLimit(reader), late.promise])
  clearTimeout(timer)
  if (isRejection(outcome)) void reader.cancel().catch(() => {})
  return outcome
}

const readUpToLimit = async (
  reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read'>,
): Promise<Body | Rejection> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return Buffer.concat(chunks)
      size += value.length
      if (size > MAX_BODY_BYTES) return TOO_LARGE
      chunks.push(value)
    }
  } catch {
    return CUT_OFF
  }
}

const TOO_LARGE = reject('body_too_large', 'Send at most 64 KiB.')
const TOO_SLOW = reject('malformed_request', 'The body did not arrive in time.')
const CUT_OFF = reject('malformed_request', 'The body ended too early.')
