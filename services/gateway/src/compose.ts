import { randomBytes } from 'node:crypto'
import type { Config } from '@bourse/common/runtime/config'
import type { Readiness } from '@bourse/common/runtime/readiness'
import type { ServiceClient } from '@bourse/common/runtime/service-client'
import type { BaseKit } from '@bourse/common/service/base-kit'
import type { ServicePart } from '@bourse/common/service/run-service'
import { createApp, type GatewayDeps } from './app'
import type { gatewayVariables } from './config'
import { watchRevocations } from './revocations'
import type { UpstreamName } from './routing-table'
import { Stream, type StreamData } from './stream/stream'
import type { UpgradeServer } from './stream/stream-door'
import { VERSION } from './version'

export interface GatewayParts {
  readonly config: Pick<
    Config<typeof gatewayVariables>,
    'publicUrl' | 'corsOrigins' | 'trustedProxies' | 'rateLimitScale'
  >
  readonly upstreams: Readonly<Record<UpstreamName, ServiceClient>>
  readonly readiness: Readiness
  readonly web?: NonNullable<GatewayDeps['web']>
}

/** The gateway on a kit, in front of services that it reaches by either transport. */
export const composeGateway = (kit: BaseKit, parts: GatewayParts): ServicePart<StreamData> => {
  const { upstreams, config, readiness } = parts
  const newRequestId = () => `req_${kit.newId()}`
  const revocations = watchRevocations({
    subscribe: (channel, listener) => kit.shared.subscribe(channel, listener),
    now: Date.now,
  })
  const stream = new Stream({
    assets: upstreams.assets,
    orders: upstreams.orders,
    verifyToken: kit.verifyToken,
    isRevoked: revocations.isRevoked,
    onRevoked: revocations.onRevoked,
    newRequestId,
    now: Date.now,
    random: Math.random,
  })
  const app = createApp({
    ...config,
    upstreams,
    verifyToken: kit.verifyToken,
    isRevoked: revocations.isRevoked,
    consume: (bucket, rate) => kit.shared.consume(bucket, rate),
    newRequestId,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    elapsed: () => performance.now(),
    record: kit.recordFor('gateway'),
    draining: () => readiness.state() === 'draining',
    version: VERSION,
    stream,
    onBreakerOpen: (upstream) => kit.log.warn('a circuit breaker opened', { upstream }),
    ...(parts.web ? { web: parts.web } : {}),
  })
  return {
    fetch: (request, server) => app.fetch(request, server as unknown as UpgradeServer),
    websocket: stream.websocket,
    workers: [
      {
        name: 'stream',
        start: () => stream.start(),
        stop: () => {
          stream.stop()
          revocations.close()
        },
      },
    ],
  }
}
