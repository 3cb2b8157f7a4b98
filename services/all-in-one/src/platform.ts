import { composeAssets } from '@bourse/assets/compose'
import { createReadiness } from '@bourse/common/runtime/readiness'
import { inProcess } from '@bourse/common/runtime/service-client'
import { type BaseKit, createBaseKit } from '@bourse/common/service/base-kit'
import { runService, type ServicePart } from '@bourse/common/service/run-service'
import { createStoreKit, openStore } from '@bourse/common/service/store-kit'
import { composeGateway } from '@bourse/gateway/compose'
import { composeOrders } from '@bourse/orders/compose'
import { composeUsers } from '@bourse/users/compose'
import { openKeyRing } from '@bourse/users/keys'
import { welcome } from './banner'
import { platformConfig } from './config'
import { startEmbeddedStore } from './embedded-store'
import { fail } from './terminal'

/** Serves everything from one process, with the store that comes with Bourse unless told of another. */
export const runPlatform = async (): Promise<void> => {
  const config = platformConfig()
  const keyRing = await openKeyRing(config)
  const base = createBaseKit({
    service: 'bourse',
    logLevel: config.logLevel,
    redisUrl: config.redisUrl,
    installation: config.tableName,
    fetchKeys: async () => keyRing.jwks(),
  })
  const opened = await openEngine(config, base)
  if ('message' in opened) {
    await base.close()
    return fail(opened.message)
  }
  const store = await openStore({ endpoint: opened.endpoint, table: config.tableName })
  const kit = createStoreKit(base, store)
  const [users, assets] = [
    await composeUsers(kit, config, keyRing),
    await composeAssets(kit, config),
  ]
  const orders = composeOrders(kit, config)
  const readiness = createReadiness()
  const upstreams = { users: client(users), assets: client(assets), orders: client(orders) }
  const gateway = composeGateway(kit, { config, upstreams, readiness })
  const parts = [users, assets, orders]
  const { metrics } = await runService({
    kit,
    config,
    readiness,
    last: { name: 'embedded store', run: opened.stop },
    part: {
      ...gateway,
      workers: [...parts.flatMap((part) => part.workers ?? []), ...(gateway.workers ?? [])],
      ...(users.ledger ? { ledger: users.ledger } : {}),
      closeStreams: () => {
        for (const part of parts) part.closeStreams?.()
      },
    },
  })
  welcome({
    url: config.publicUrl,
    metrics,
    host: config.host,
    marketFeed: assets.source,
    dataDir: config.dataDir,
  })
}

/** A part in this process as an upstream of the gateway. */
const client = (part: ServicePart) =>
  inProcess(async (request) => {
    const response = await part.fetch(request, NO_SERVER)
    if (!response) throw new Error('a service took a request over')
    return response
  })

// Services upgrade nothing, so they never ask for the server.
const NO_SERVER = undefined as never

interface Engine {
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

const openEngine = async (
  config: { dynamodbEndpoint: string; dataDir: string; publicUrl: string },
  { log }: BaseKit,
): Promise<Engine | { readonly message: string }> => {
  if (config.dynamodbEndpoint !== 'embedded') {
    return { endpoint: config.dynamodbEndpoint, stop: async () => {} }
  }
  const started = await startEmbeddedStore({ dataDir: config.dataDir, url: config.publicUrl, log })
  if (!started.ok) return started
  return { endpoint: started.store.endpoint, stop: () => started.store.stop() }
}
