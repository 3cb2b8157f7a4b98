import { sessionId, userId } from '@bourse/contracts/ids'
import { Counter, type Registry } from 'prom-client'
import { Outage, reject } from '../domain/rejection'
import type { Identity } from '../http/route'
import type { RequestRecord } from '../http/service-app'
import { type IdMaker, idMaker } from '../runtime/ids'
import { createLogger, type Logger, type LogLevel } from '../runtime/log'
import { createMetrics, httpMetrics } from '../runtime/metrics'
import type { FetchKeys } from '../security/key-set'
import { createTokenVerifier, type TokenVerifier } from '../security/token-verifier'
import { MemorySharedState } from '../shared-state/memory'
import { RedisSharedState } from '../shared-state/redis'
import type { OnHit, SharedState } from '../shared-state/shared-state'

/** What every process is made of, whatever it serves. */
export interface BaseKit {
  readonly log: Logger
  readonly registry: Registry
  readonly newId: IdMaker
  readonly shared: SharedState
  readonly onHit: OnHit
  readonly verifier: TokenVerifier
  readonly verifyToken: (token: string) => Promise<VerifiedToken | { readonly refused: string }>
  /** Counts, times and logs one request of a service. */
  readonly recordFor: (service: string) => (request: RequestRecord & TracedRecord) => void
  readonly close: () => Promise<void>
}

/** What the gateway knows of a request besides. */
export interface TracedRecord {
  readonly traceId?: string
  readonly upstream?: string
  readonly userId?: string
  readonly reason?: string
  readonly attempts?: number
}

/** Who a good token names, and when it ends (epoch ms). */
export type VerifiedToken = Identity & { readonly expiresAt: number }

export interface BaseKitOptions {
  readonly service: string
  readonly logLevel: LogLevel
  readonly redisUrl: string | undefined
  /** Names the installation: tokens of another one are refused. */
  readonly installation: string
  readonly fetchKeys: FetchKeys
}

/** Issuer and audience of an installation's tokens; the same for each of its processes. */
export const tokenNames = (installation: string) => ({
  issuer: `urn:bourse:${installation}`,
  audience: `urn:bourse:${installation}:api`,
})

const KEYS_EVERY_MS = 10_000

/** Builds the kit. Opens no connection but Redis's, which connects in the background. */
export const createBaseKit = (options: BaseKitOptions): BaseKit => {
  const log = createLogger({
    service: options.service,
    level: options.logLevel,
  })
  const registry = createMetrics()
  const onHit = hitCounter(registry)
  const shared = openSharedState(options, { log, onHit })
  const verifier = createTokenVerifier({
    ...tokenNames(options.installation),
    fetchKeys: options.fetchKeys,
    now: Date.now,
    onHit,
    onError: (err) => log.warn('public keys could not be read', { err }),
  })
  const keysTimer = setInterval(() => void verifier.refresh(), KEYS_EVERY_MS)
  return {
    log,
    registry,
    newId: idMaker(),
    shared,
    onHit,
    verifier,
    verifyToken: verifyWith(verifier),
    recordFor: recorder(log, registry),
    close: async () => {
      clearInterval(keysTimer)
      await shared.close()
      log.flush()
    },
  }
}

const hitCounter = (registry: Registry): OnHit => {
  const counter = new Counter({
    name: 'bourse_cache_lookups_total',
    help: 'Look-ups of each cache layer, by whether it had the answer',
    labelNames: ['layer', 'hit'],
    registers: [registry],
  })
  return (layer, hit) => counter.inc({ layer, hit: String(hit) })
}

const openSharedState = (
  { redisUrl }: BaseKitOptions,
  { log, onHit }: { log: Logger; onHit: OnHit },
): SharedState => {
  if (redisUrl === undefined) return new MemorySharedState({ now: Date.now, onHit })
  let said = 0
  const onError = (err: unknown) => {
    if (Date.now() - said < 10_000) return
    said = Date.now()
    log.warn('redis does not answer; this process uses its memory meanwhile', {
      err,
    })
  }
  return new RedisSharedState({ url: redisUrl, now: Date.now, onHit, onError })
}

/** Claims become an identity; keys that can't be read are an outage, never a refusal of the token. */
const verifyWith =
  (verifier: TokenVerifier): BaseKit['verifyToken'] =>
  async (token) => {
    const claims = await verifier.verify(token)
    if ('refused' in claims) {
      if (claims.refused === 'keys_unavailable') throw KEYS_AWAY()
      return { refused: claims.refused }
    }
    const user = userId.safeParse(claims.sub)
    const session = sessionId.safeParse(claims.sid)
    if (!user.success || !session.success) return { refused: 'claims' }
    return {
      userId: user.data,
      sessionId: session.data,
      role: claims.role,
      expiresAt: claims.exp * 1000,
    }
  }

const KEYS_AWAY = () =>
  new Outage(reject('upstream_unavailable', 'Sign-in can not be checked now. Try again.'))

const recorder = (log: Logger, registry: Registry): BaseKit['recordFor'] => {
  const metrics = httpMetrics(registry)
  return (service) => (request) => {
    const { method, route, status, ms } = request
    metrics.observe({ service, method, route, status, seconds: ms / 1000 })
    const fields = {
      service,
      method,
      route,
      status,
      ms: Math.round(ms * 100) / 100,
      request_id: request.requestId,
      code: request.code,
      trace_id: request.traceId,
      upstream: request.upstream,
      user_id: request.userId,
      reason: request.reason,
      attempt: request.attempts,
    }
    if (request.error === undefined) log.info('request', fields)
    else log.error('request failed', { ...fields, err: request.error })
  }
}
