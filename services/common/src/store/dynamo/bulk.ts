import { BatchWriteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { BulkTable } from '../backup'
import { type Item, StoreUnavailable } from '../store'

const BATCH = 25
const ROUNDS = 10

/** The whole table, for backup and restore alone: no request of the platform scans. */
export const bulkTable = (client: DynamoDBDocumentClient, table: string): BulkTable => ({
  async *scan() {
    let after: Record<string, unknown> | undefined
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          ...(after ? { ExclusiveStartKey: after } : {}),
        }),
      )
      yield (page.Items ?? []) as Item[]
      after = page.LastEvaluatedKey
    } while (after)
  },
  encode: (item) => JSON.stringify(marshall(item)),
  decode: (text) => unmarshall(JSON.parse(text), { wrapNumbers: BigInt }) as Item,
  async put(items) {
    for (let start = 0; start < items.length; start += BATCH) {
      await putBatch(client, table, items.slice(start, start + BATCH))
    }
  },
})

const putBatch = async (
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
): Promise<void> => {
  let left: NonNullable<
    ConstructorParameters<typeof BatchWriteCommand>[0]['RequestItems']
  >[string] = items.map((item) => ({ PutRequest: { Item: item } }))
  for (let round = 0; left.length > 0; round++) {
    if (round === ROUNDS) throw new StoreUnavailable(new Error('items stay unprocessed'))
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** round))
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }))
    left = answer.UnprocessedItems?.[table] ?? []
  }
}
