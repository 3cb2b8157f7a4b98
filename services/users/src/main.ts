import { createBaseKit } from '@bourse/common/service/base-kit'
import { runService } from '@bourse/common/service/run-service'
import { createStoreKit, openStore } from '@bourse/common/service/store-kit'
import { composeUsers } from './compose'
import { usersConfig } from './config'
import { openKeyRing } from './keys'

/** Serves users from a process of its own, until a stop signal. */
export const main = async (): Promise<void> => {
  const config = usersConfig()
  const keyRing = await openKeyRing(config)
  const base = createBaseKit({
    service: 'users',
    logLevel: config.logLevel,
    redisUrl: config.redisUrl,
    installation: config.tableName,
    fetchKeys: async () => keyRing.jwks(),
  })
  const store = await openStore({ endpoint: config.dynamodbEndpoint, table: config.tableName })
  const kit = createStoreKit(base, store)
  await runService({ kit, part: await composeUsers(kit, config, keyRing), config })
}
