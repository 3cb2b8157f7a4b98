import { type Rejection, reject } from '@bourse/common/domain/rejection'

/** Which web pages may call: those of the public URL, and of the origins that the configuration names. */
export interface CrossOrigin {
  /** Whether a browser's page may open a stream; no `Origin` is a program's request. */
  refusal(request: Request): Rejection | undefined
  /** The headers that let a page of another origin read the answer. */
  headers(request: Request, headers: Headers): void
  /** The answer to `OPTIONS`: to a page's question before its request, or to plain curiosity. */
  preflight(request: Request, allow: string): Response
}

/** Origins are compared exactly; there is no wildcard, since the answers carry credentials. */
export const crossOrigin = (publicUrl: string, corsOrigins: readonly string[]): CrossOrigin => {
  const own = new Set(ownOrigins(publicUrl))
  const others = new Set(corsOrigins)
  return {
    refusal: (request) => {
      const origin = request.headers.get('origin')
      return origin === null || own.has(origin) || others.has(origin) ? undefined : FOREIGN
    },
    headers: (request, headers) => {
      if (others.size === 0) return
      headers.append('vary', 'Origin')
      const origin = request.headers.get('origin')
      if (origin === null || !others.has(origin)) return
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-allow-credentials', 'true')
      headers.set('access-control-expose-headers', EXPOSED)
    },
    preflight: (request, allow) => {
      const headers = new Headers({ allow })
      const origin = request.headers.get('origin')
      if (origin !== null && others.has(origin)) {
        headers.set('access-control-allow-methods', allow)
        headers.set('access-control-allow-headers', ACCEPTED)
        headers.set('access-control-max-age', '600')
      }
      return new Response(null, { status: 204, headers })
    },
  }
}

/** A public URL on this machine has two names that people type. */
const ownOrigins = (publicUrl: string): string[] => {
  const { origin, protocol, hostname, port } = new URL(publicUrl)
  if (hostname !== 'localhost' && hostname !== '127.0.0.1') return [origin]
  const suffix = port === '' ? '' : `:${port}`
  return ['localhost', '127.0.0.1'].map((name) => `${protocol}//${name}${suffix}`)
}

const FOREIGN = reject('origin_refused', 'Pages of this origin may not open the stream.')
const ACCEPTED =
  'Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id, Traceparent'
const EXPOSED =
  'ETag, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Client-Request-Id'
