import { reject } from '@bourse/common/domain/rejection'
import { honoPath } from '@bourse/common/http/service-app'
import type { ServiceClient } from '@bourse/common/runtime/service-client'
import { API } from '@bourse/contracts/api'
import { type Context, Hono } from 'hono'
import type { VerifyAccessToken } from './admit'
import { canonicalPath } from './canonical-path'
import { crossOrigin } from './cross-origin'
import { type AccessRecord, createDoor, type Handle } from './door'
import type { Exchange, PeerSource } from './exchange'
import { pages } from './pages/pages'
import { createProxy } from './proxy'
import { type Consume, createRateLimit } from './rate-limit'
import {
  ROUTING_TABLE,
  type Row,
  rowsByPath,
  tableFaults,
  type UpstreamName,
} from './routing-table'
import { secureHeaders } from './secure-headers'
import { STREAM_PATH, type StreamDoor, type UpgradeServer } from './stream/stream-door'

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
  const proxy = createProxy({ ...deps, takeLimit })
  const hono = new Hono<Env>({ getPath: canonicalPath })
  const on = (path: string, template: string, handle: Handle) =>
    hono.all(path, (c: Context<Env>) => door(template, c.req.raw, c.env.peers, handle))
  for (const [path, rows] of rowsByPath(table)) {
    const methods = new Map(rows.map((row) => [row.endpoint.method as string, row]))
    on(honoPath(path), path, byMethod(methods, proxy.relayTo, origins.preflight))
  }
  for (const [path, page] of pages({ ...deps, relayKeys: proxy.relayKeys, table })) {
    on(
      path,
      path,
      byMethod(new Map([['GET', page]]), (handle) => handle, origins.preflight),
    )
  }
  on(STREAM_PATH, STREAM_PATH, () => NO_UPGRADE)
  const elsewhere: Handle = (x) => (deps.web && isPage(x) ? deps.web(x.request) : NOTHING_HERE)
  hono.notFound((c) => door('unmatched', c.req.raw, c.env.peers, elsewhere))
  const openStream = async (
    request: Request,
    server: UpgradeServer,
  ): Promise<Response | undefined> => {
    let upgraded = false
    const response = await door(STREAM_PATH, request, server, async (x) => {
      const refusal =
        origins.refusal(request) ?? (await takeLimit('public', x.addressKey, x.headers))
      if (refusal) return refusal
      const outcome = (await deps.stream?.open(x, server)) ?? NO_STREAM
      if (outcome !== 'upgraded') return outcome
      upgraded = true
      return new Response(null, { status: 204 })
    })
    // Bun sends the 101 by itself.
    return upgraded ? undefined : response
  }
  return {
    fetch: async (request, server) =>
      canUpgrade(server) && isStreamUpgrade(request)
        ? openStream(request, server)
        : hono.fetch(request, { peers: server }),
  }
}

type Preflight = (request: Request, allow: string) => Response

/** One path: the method's own handler, the answer to `OPTIONS`, or 405 with what is allowed. */
const byMethod = <T>(
  methods: ReadonlyMap<string, T>,
  toHandle: (one: T) => Handle,
  preflight: Preflight,
): Handle => {
  const handles = new Map([...methods].map(([method, one]) => [method, toHandle(one)]))
  const get = handles.get('GET')
  if (get) handles.set('HEAD', get)
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

const canUpgrade = (server: PeerSource | undefined): server is UpgradeServer =>
  server !== undefined && 'upgrade' in server

const isStreamUpgrade = (request: Request): boolean =>
  request.headers.get('upgrade')?.toLowerCase() === 'websocket' &&
  canonicalPath(request) === STREAM_PATH

const NOTHING_HERE = reject('not_found', 'There is nothing at this path.')
const NO_UPGRADE = reject('malformed_request', 'Open this path as a WebSocket.')
const NO_STREAM = reject('upstream_unavailable', 'The stream is not available.')
