import { createReadiness } from '@bourse/common/runtime/readiness'
import { overHttp } from '@bourse/common/runtime/service-client'
import { createBaseKit } from '@bourse/common/service/base-kit'
import { keysFrom } from '@bourse/common/service/read-keys'
import { runService } from '@bourse/common/service/run-service'
import { composeGateway } from './compose'
import { gatewayConfig } from './config'

/** Serves the gateway from a process of its own, until a stop signal. */
export const main = async (): Promise<void> => {
  const config = gatewayConfig()
  const kit = createBaseKit({
    service: 'gateway',
    logLevel: config.logLevel,
    redisUrl: config.redisUrl,
    installation: config.tableName,
    fetchKeys: keysFrom(config.jwksUrl),
  })
  const readiness = createReadiness()
  const upstreams = {
    users: overHttp(config.usersUrl),
    assets: overHttp(config.assetsUrl),
    orders: overHttp(config.ordersUrl),
  }
  await runService({
    kit,
    part: composeGateway(kit, { config, upstreams, readiness }),
    config,
    readiness,
  })
}
