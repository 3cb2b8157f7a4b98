import { createBaseKit } from '@bourse/common/service/base-kit'
import { keysFrom } from '@bourse/common/service/read-keys'
import { runService } from '@bourse/common/service/run-service'
import { createStoreKit, openStore } from '@bourse/common/service/store-kit'
import { composeAssets } from './compose'
import { assetsConfig } from './config'

/** Serves assets from a process of its own, until a stop signal. */
export const main = async (): Promise<void> => {
  const config = assetsConfig()
  const base = createBaseKit({
    service: 'assets',
    logLevel: config.logLevel,
    redisUrl: config.redisUrl,
    installation: config.tableName,
    fetchKeys: keysFrom(config.jwksUrl),
  })
  const store = await openStore({ endpoint: config.dynamodbEndpoint, table: config.tableName })
  const kit = createStoreKit(base, store)
  await runService({ kit, part: await composeAssets(kit, config), config })
}
