import { describe, expect, test } from 'bun:test'
import { dynamodbLocalFolder, startDynamodbLocal } from '../../../test/start-dynamodb-local'
import { startStore } from '../../../test/store-fixture'
import { StoreUnavailable } from '../store'
import { describeStore } from '../store.conformance'
import { createDocumentClient, createDynamoClient } from './client'
import { DynamoStore } from './dynamo-store'
import { checkSchema } from './table'

describeStore('dynoxide', startStore)

const folder = dynamodbLocalFolder()
if (folder === undefined) {
  console.warn(
    'skipped: the store on DynamoDB Local. Set DYNAMODB_LOCAL_DIR to the folder of its jars.',
  )
}
describe.skipIf(folder === undefined)('on the second engine', () => {
  if (folder !== undefined) describeStore('DynamoDB Local', () => startDynamodbLocal(folder))
})

describe('a store that can not be reached', () => {
  const store = new DynamoStore(
    createDocumentClient(createDynamoClient({ endpoint: 'http://127.0.0.1:9', timeoutMs: 200 })),
    'bourse',
  )

  test('is an outage for reads and an unknown outcome for writes, never a refusal', async () => {
    const key = { pk: 'a', sk: 'a' }
    await expect(store.get([key])).rejects.toThrow(StoreUnavailable)
    await expect(store.get([key, { pk: 'a', sk: 'b' }])).rejects.toThrow(StoreUnavailable)
    await expect(store.query({ pk: 'a', limit: 1 })).rejects.toThrow(StoreUnavailable)
    await expect(store.write([{ put: key }])).rejects.toThrow(StoreUnavailable)
    await expect(store.write([{ put: key }, { delete: key }])).rejects.toThrow(StoreUnavailable)
  })
})

describe('the table', () => {
  test('is marked with its schema, and a newer one stops the start', async () => {
    const { store, stop } = await startStore()
    await checkSchema(store)
    await checkSchema(store)
    await store.write([{ update: { pk: 'TABLE', sk: 'SCHEMA' }, set: { schema: 99n } }])
    const refused = checkSchema(store)
    await expect(refused).rejects.toThrow('newer than this release')
    stop()
  })
})
