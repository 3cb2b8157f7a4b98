import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDocumentClient, createDynamoClient } from '../src/store/dynamo/client'
import { DynamoStore } from '../src/store/dynamo/dynamo-store'
import { ensureTable } from '../src/store/dynamo/table'
import type { Store } from '../src/store/store'

export interface StoreFixture {
  readonly store: Store
  readonly client: DynamoDBClient
  readonly endpoint: string
  readonly stop: () => void
}

/** A real embedded store with an empty table, in a folder of its own; `stop` ends it by its process id. */
export const startStore = async (): Promise<StoreFixture> => {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-store-'))
  const port = await freePort()
  const engine = Bun.spawn(
    [ENGINE, 'serve', '-p', String(port), '--db-path', join(folder, 'store.db')],
    { stdout: 'ignore', stderr: 'ignore' },
  )
  const endpoint = `http://127.0.0.1:${port}`
  const client = createDynamoClient({ endpoint })
  await answering(port)
  await ensureTable(client, 'bourse')
  const stop = () => {
    engine.kill(9)
    rmSync(folder, { recursive: true, force: true })
  }
  return { store: new DynamoStore(createDocumentClient(client), 'bourse'), client, endpoint, stop }
}

const ENGINE = new URL('../../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url)
  .pathname

const freePort = (): Promise<number> =>
  new Promise((resolve, fail) => {
    const probe = createServer().on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : fail(new Error('no port')),
      )
    })
  })

const answering = async (port: number): Promise<void> => {
  for (let wait = 0; wait < 200; wait++) {
    const up = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (up) return
    await Bun.sleep(25)
  }
  throw new Error('the embedded store did not start')
}
