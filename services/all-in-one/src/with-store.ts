import { bypassProxy } from '@bourse/common/runtime/bypass-proxy'
import { createLogger } from '@bourse/common/runtime/log'
import { startEmbeddedStore } from './embedded-store'
import { runningPlatform } from './embedded-store-claim'

export interface FoundStore {
  /** A URL, or `aws`. */
  readonly endpoint: string
  /** Where the platform that runs on it answers; undefined when none does from this folder. */
  readonly runningAt: string | undefined
  readonly close: () => Promise<void>
}

/**
 * The store that a tool works on: the one that is configured, else that of the platform which runs
 * from the data folder, else the embedded one, started for the tool's own time.
 */
export const findStore = async (config: {
  readonly dynamodbEndpoint: string
  readonly dataDir: string
  readonly publicUrl: string
}): Promise<FoundStore | { readonly message: string }> => {
  const running = runningPlatform(config.dataDir)
  if (config.dynamodbEndpoint !== 'embedded') {
    return { endpoint: config.dynamodbEndpoint, runningAt: running?.url, close: async () => {} }
  }
  if (running) {
    bypassProxy(new URL(running.store.endpoint).hostname)
    return { endpoint: running.store.endpoint, runningAt: running.url, close: async () => {} }
  }
  const log = createLogger({ service: 'tool', level: 'warn' })
  const started = await startEmbeddedStore({ dataDir: config.dataDir, url: config.publicUrl, log })
  if (!started.ok) return { message: started.message }
  return {
    endpoint: started.store.endpoint,
    runningAt: undefined,
    close: () => started.store.stop(),
  }
}
