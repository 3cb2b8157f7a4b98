import { reject } from '@bourse/common/domain/rejection'
import { honoPath } from '@bourse/common/http/service-app'
import type { ServiceClient } from '@bourse/common/runtime/service-client'
import { API } from '@bourse/contracts/api'
import { Hono } from 'hono'
import type { VerifyAccessToken } from './admit'
import { canonicalPath } from './canonical-path'
import { type CrossOrigin, crossOrigin } from './cross-origin'
import { type AccessRecord, createDoor, type DoorRoute, type Handle } from './door'
import type { Exchange, PeerSource } from './exchange'
import { pages } from './pages/pages'
import { createProxy } from './proxy'
import { type Consume, createRateLimit, type TakeLimit } from './rate-limit'
import {
  ROUTING_TABLE,
  type Row,
  rowsByPath,
  tableFaults,
  type UpstreamName,
} from './routing-table'
import { secureHeaders } from './secure-headers'
import { canUpgrade, isStreamUpgrade, streamOpener } from './stream/open-stream'
import { STREAM_PATH, type StreamDoor } from './stream/stream-door'

/** What the gateway needs; no I/O happens before the first request. */
export interface GatewayDeps {
  readonly upstreams: Readonly<Record<UpstreamName, ServiceClient>>
  readonly verifyToken: VerifyAccessToken
  /** Whether a sign-out of the session was heard of; see `watchRevocations`. */
  readonly isRevoked: (sessionId: string) => boolean
  readonly consume: Consume
  readonly newRequestId: () => string
  /** That many random bytes as hexadecimal digits. */
  readonly randomHex: (bytes: number) => string
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly record: (request: AccessRecord) => void
  readonly draining: () => boolean
  readonly version: string
  readonly publicUrl: string
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: number
  /** Multiplies every limit; 1 is the default. */
  readonly rateLimitScale: number
  /** Replaces the deadlines and pauses, for tests. */
  readonly timing?: Timing
  readonly onBreakerOpen?: (upstream: UpstreamName) => void
  /** The live stream; without it `/api/v1/stream` is 503. */
  readonly stream?: StreamDoor
  /** The web app: takes over `/` and every path that is nothing else. */
  readonly web?: (request: Request) => Response | Promise<Response>
}

export interface Timing {
  readonly deadlineMs?: number
  readonly breakerOpenMs?: number
}

export interface GatewayApp {
  /**
   * For `Bun.serve`: give it the server too, which knows addresses and upgrades streams. Nothing is
   * returned for a request that became a stream.
   */
  fetch(request: Request, server?: PeerSource): Promise<Response | undefined>
}

type Env = { Bindings: { peers: PeerSource | undefined } }

/** The only public door. Throws at once, in a sentence, when the routing table is not whole. */
export const createApp = (deps: GatewayDeps, table: readonly Row[] = ROUTING_TABLE): GatewayApp => {
  const faults = tableFaults(Object.values(API), table)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const origins = crossOrigin(deps.publicUrl, deps.corsOrigins)
  const door = createDoor({
    ...deps,
    secure: secureHeaders(deps.publicUrl),
    crossOrigin: origins,
  })
  const takeLimit = createRateLimit(deps.consume, deps.rateLimitScale)
  const hono = new Hono<Env>({ getPath: canonicalPath })
  for (const route of routes({ ...deps, takeLimit }, table, origins)) {
    hono.all(honoPath(route.template), (c) => door(route, c.req.raw, c.env.peers))
  }
  const elsewhere: DoorRoute = {
    template: 'unmatched',
    handle: (x) => (deps.web && isPage(x) ? deps.web(x.request) : NOTHING_HERE),
  }
  hono.notFound((c) => door(elsewhere, c.req.raw, c.env.peers))
  const openStream = streamOpener({ ...deps, door, origins, takeLimit })
  return {
    fetch: async (request, server) =>
      canUpgrade(server) && isStreamUpgrade(request)
        ? openStream(request, server)
        : hono.fetch(request, { peers: server }),
  }
}

/** The API's paths, the pages, and the plain request to the stream's path. */
const routes = (
  deps: GatewayDeps & { readonly takeLimit: TakeLimit },
  table: readonly Row[],
  { preflight }: CrossOrigin,
): DoorRoute[] => {
  const proxy = createProxy(deps)
  const api = rowsByPath(table).map(([template, rows]) => {
    const handles = new Map(
      rows.map((row) => [row.endpoint.method as string, proxy.relayTo(row)] as const),
    )
    return { template, handle: byMethod(handles, preflight) }
  })
  const own = pages({ ...deps, relayKeys: proxy.relayKeys, table }).map(([template, page]) => ({
    template,
    handle: byMethod(new Map([['GET', page]]), preflight),
  }))
  return [...api, ...own, { template: STREAM_PATH, handle: () => NO_UPGRADE }]
}

type Preflight = CrossOrigin['preflight']

/** One path: the method's own handler, the answer to `OPTIONS`, or 405 with what is allowed. */
const byMethod = (methods: ReadonlyMap<string, Handle>, preflight: Preflight): Handle => {
  const get = methods.get('GET')
  const handles = new Map([...methods, ...(get ? [['HEAD', get] as const] : [])])
  const allow = [...handles.keys(), 'OPTIONS'].join(', ')
  const refused = reject('method_not_allowed', `Use ${[...methods.keys()].join(' or ')}.`)
  return (x) => {
    const handle = handles.get(x.request.method)
    if (handle) return handle(x)
    if (x.request.method === 'OPTIONS') return preflight(x.request, allow)
    x.headers.set('allow', allow)
    return refused
  }
}

const isPage = ({ request }: Exchange): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  !/^\/(?:api|internal|\.well-known)(?:\/|$)/.test(canonicalPath(request))

const NOTHING_HERE = reject('not_found', 'There is nothing at this path.')
const NO_UPGRADE = reject('malformed_request', 'Open this path as a WebSocket.')
