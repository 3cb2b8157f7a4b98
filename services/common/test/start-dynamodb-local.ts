import { createServer } from 'node:net'
import { createDocumentClient, createDynamoClient } from '../src/store/dynamo/client'
import { DynamoStore } from '../src/store/dynamo/dynamo-store'
import { ensureTable } from '../src/store/dynamo/table'
import type { StoreFixture } from './store-fixture'

const WAITS = 300
const SERVER = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner'

/** The folder whose lib/ holds DynamoDB Local’s jars, from DYNAMODB_LOCAL_DIR; undefined where none is named. */
export const dynamodbLocalFolder = (): string | undefined => Bun.env['DYNAMODB_LOCAL_DIR']

/** Amazon's own engine with an empty table, in memory; `stop` ends it by its process id. */
export const startDynamodbLocal = async (folder: string): Promise<StoreFixture> => {
  const port = await freePort()
  const engine = Bun.spawn(
    ['java', '-cp', `${folder}/lib/*`, SERVER, '-inMemory', '-port', String(port)],
    { stdout: 'ignore', stderr: 'ignore' },
  )
  const endpoint = `http://127.0.0.1:${port}`
  const client = createDynamoClient({ endpoint })
  await answering(endpoint)
  await ensureTable(client, 'bourse')
  const store = new DynamoStore(createDocumentClient(client), 'bourse')
  return { store, client, endpoint, stop: () => engine.kill(9) }
}

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

const answering = async (endpoint: string): Promise<void> => {
  for (let wait = 0; wait < WAITS; wait++) {
    const up = await fetch(endpoint).then(
      () => true,
      () => false,
    )
    if (up) return
    await Bun.sleep(100)
  }
  throw new Error('DynamoDB Local did not start')
}
