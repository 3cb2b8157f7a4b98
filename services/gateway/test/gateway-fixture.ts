import { manualClock } from '@bourse/common/runtime/clock'
import { inProcess, type ServiceClient } from '@bourse/common/runtime/service-client'
import { MemorySharedState } from '@bourse/common/shared-state/memory'
import { sessionId, userId } from '@bourse/contracts/ids'
import type { Bearer, VerifyAccessToken } from '../src/admit'
import { createApp, type GatewayApp, type GatewayDeps } from '../src/app'
import type { AccessRecord } from '../src/door'
import { UPSTREAMS, type UpstreamName } from '../src/routing-table'

/** A gateway in front of upstreams that a test scripts; it records what reached them. */
export interface Fixture {
  readonly app: GatewayApp
  readonly deps: GatewayDeps
  readonly records: AccessRecord[]
  /** The requests that upstreams got, in order. */
  readonly seen: { readonly upstream: UpstreamName; readonly request: Request }[]
  readonly clock: ReturnType<typeof manualClock>
  readonly shared: MemorySharedState
  /** Sends a request as from an address (203.0.113.9 unless given). */
  fetch(path: string, init?: RequestInit, address?: string): Promise<Response>
}

export type Behave = (request: Request, upstream: UpstreamName) => Response | Promise<Response>

export const CUSTOMER = 'customer.access.token'
export const ADMIN = 'admin.access.token'
export const as = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

export const bearers: Readonly<Record<string, Bearer>> = {
  [CUSTOMER]: bearer('customer', 'A'),
  [ADMIN]: bearer('admin', 'B'),
}

export const verifyToken: VerifyAccessToken = async (token) =>
  bearers[token] ?? { refused: 'signature' }

const ok: Behave = () => Response.json({ fine: true })

/** Builds the gateway; `more` replaces dependencies. */
export const gateway = (behave: Behave = ok, more: Partial<GatewayDeps> = {}): Fixture => {
  const records: AccessRecord[] = []
  const seen: Fixture['seen'] = []
  const clock = manualClock()
  const shared = new MemorySharedState({ now: clock.now })
  let count = 0
  const client = (upstream: UpstreamName): ServiceClient =>
    inProcess((request) => {
      seen.push({ upstream, request })
      return behave(request, upstream)
    })
  const deps: GatewayDeps = {
    upstreams: Object.fromEntries(UPSTREAMS.map((name) => [name, client(name)])) as Record<
      UpstreamName,
      ServiceClient
    >,
    verifyToken,
    isRevoked: () => false,
    consume: (bucket, rate) => shared.consume(bucket, rate),
    newRequestId: () => `req_${String(++count).padStart(8, '0')}`,
    randomHex: (bytes) => 'a1'.repeat(bytes),
    elapsed: () => clock.now(),
    record: (record) => records.push(record),
    draining: () => false,
    version: '0.1.0',
    publicUrl: 'http://localhost:8080',
    corsOrigins: ['https://app.example.com'],
    trustedProxies: 0,
    rateLimitScale: 1,
    ...more,
  }
  const app = createApp(deps)
  const fetch: Fixture['fetch'] = async (path, init, address = '203.0.113.9') => {
    const request = new Request(`http://localhost:8080${path}`, init)
    const response = await app.fetch(request, { requestIP: () => ({ address }) })
    if (!response) throw new Error('no response')
    return response
  }
  return { app, deps, records, seen, clock, shared, fetch }
}

export const problemOf = async (response: Response): Promise<Record<string, unknown>> => {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`not a problem: ${type}`)
  return (await response.json()) as Record<string, unknown>
}

function bearer(role: 'customer' | 'admin', letter: string): Bearer {
  return {
    userId: userId.parse(`usr_${letter.repeat(26)}`),
    sessionId: sessionId.parse(`ses_${letter.repeat(26)}`),
    role,
    expiresAt: Date.UTC(2026, 0, 1) + 600_000,
  }
}
