import { createBaseKit } from '@bourse/common/service/base-kit'
import { keysFrom } from '@bourse/common/service/read-keys'
import { runService } from '@bourse/common/service/run-service'
import { createStoreKit, openStore } from '@bourse/common/service/store-kit'
import { composeOrders } from './compose'
import { ordersConfig } from './config'

/** Serves orders from a process of its own, until a stop signal. */
export const main = async (): Promise<void> => {
  const config = ordersConfig()
  const base = createBaseKit({
    service: 'orders',
    logLevel: config.logLevel,
    redisUrl: config.redisUrl,
    installation: config.tableName,
    fetchKeys: keysFrom(config.jwksUrl),
  })
  const store = await openStore({ endpoint: config.dynamodbEndpoint, table: config.tableName })
  const kit = createStoreKit(base, store)
  await runService({ kit, part: composeOrders(kit, config), config })
}
