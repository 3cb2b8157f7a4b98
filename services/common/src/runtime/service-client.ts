import { createTargets, type TargetOptions } from './targets'

/** The way from one service to another; the request's URL gives path and query, never the host. */
export interface ServiceClient {
  fetch(request: Request): Promise<Response>
}

/** A service in this process: its app's own `fetch`. */
export function inProcess(app: (request: Request) => Response | Promise<Response>): ServiceClient {
  return { fetch: async (request) => app(request) }
}

/**
 * A service behind URLs that take turns. Bodies stream, redirects and encodings pass as they are,
 * headers of the single hop are removed in both directions, an abort reaches the other side.
 * Throws what `fetch` throws when no answer comes.
 */
export function overHttp(urls: readonly string[], options: TargetOptions = {}): ServiceClient {
  const targets = createTargets(urls, options)
  return {
    fetch: async (request) => {
      const target = await targets.next()
      const { pathname, search } = new URL(request.url)
      const headers = withoutHopHeaders(request.headers)
      headers.set('host', target.host)
      try {
        const response = await fetch(`${target.base}${pathname}${search}`, {
          method: request.method,
          headers,
          body: request.body,
          redirect: 'manual',
          decompress: false,
          keepalive: true,
          signal: request.signal,
        })
        return answerOf(response)
      } catch (err) {
        if (!request.signal.aborted) targets.failed(target)
        throw err
      }
    },
  }
}

function answerOf(response: Response): Response {
  const { status, statusText } = response
  return new Response(response.body, {
    status,
    statusText,
    headers: withoutHopHeaders(response.headers),
  })
}

function withoutHopHeaders(headers: Headers): Headers {
  const kept = new Headers(headers)
  for (const name of hopHeaders) kept.delete(name)
  for (const name of (headers.get('connection') ?? '').split(',')) {
    const named = name.trim()
    if (headerName.test(named)) kept.delete(named)
  }
  return kept
}

const headerName = /^[\w!#$%&'*+.^`|~-]+$/

// RFC 9110, section 7.6.1.
const hopHeaders = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
