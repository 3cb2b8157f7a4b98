import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { keys } from '../keys'
import { type Store, StoreUnavailable } from '../store'

/** The table schema that this release writes; a newer one stops the start. */
const SCHEMA_VERSION = 1n

const WAIT_MS = 100
const WAITS = 600

/**
 * Creates the table where there is none and waits until it is active.
 * @throws StoreUnavailable when the store does not answer
 */
export const ensureTable = async (client: DynamoDBClient, table: string): Promise<void> => {
  for (let wait = 0; wait < WAITS; wait++) {
    const status = await tableStatus(client, table)
    if (status === 'ACTIVE') return
    if (status === undefined) await createTable(client, table)
    else await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
  }
  throw new StoreUnavailable(new Error(`table ${table} did not become active`))
}

/** Marks the table with this release's schema, or refuses one that a newer release has changed. */
export const checkSchema = async (store: Store): Promise<void> => {
  const [found] = await store.get([keys.table])
  const version = found?.['schema']
  if (typeof version === 'bigint' && version > SCHEMA_VERSION) {
    throw new Error(
      `The table has schema ${version}, newer than this release's ${SCHEMA_VERSION}: start a newer release.`,
    )
  }
  if (version === undefined) {
    await store.write([{ put: { ...keys.table, v: 1n, schema: SCHEMA_VERSION } }])
  }
}

const tableStatus = async (client: DynamoDBClient, table: string): Promise<string | undefined> => {
  try {
    const answer = await client.send(new DescribeTableCommand({ TableName: table }))
    return answer.Table?.TableStatus
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw new StoreUnavailable(error)
  }
}

const createTable = async (client: DynamoDBClient, table: string): Promise<void> => {
  try {
    await client.send(new CreateTableCommand(tableDefinition(table)))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw new StoreUnavailable(error)
  }
}

/** The table with its two local indexes, which only a new table can get. */
const tableDefinition = (table: string) => ({
  TableName: table,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['pk', 'sk', 't', 'open'].map((name) => ({
    AttributeName: name,
    AttributeType: 'S' as const,
  })),
  KeySchema: keySchema('sk'),
  LocalSecondaryIndexes: [
    ['byTime', 't'],
    ['open', 'open'],
  ].map(([name = '', sort = '']) => ({
    IndexName: name,
    KeySchema: keySchema(sort),
    Projection: { ProjectionType: 'ALL' as const },
  })),
})

const keySchema = (sort: string) => [
  { AttributeName: 'pk', KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
]
