import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import {
  type Item,
  type Key,
  type Query,
  type QueryPage,
  type Reason,
  type Store,
  StoreUnavailable,
  type WriteAction,
  type WriteResult,
} from '../store'
import {
  attributeFields,
  conditionExpression,
  path,
  placeholders,
  updateExpression,
  value,
} from './expression'

/** The store on DynamoDB, one table. Translates; decides nothing. */
export class DynamoStore implements Store {
  readonly #client: DynamoDBDocumentClient
  readonly #table: string

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async get(keys: readonly Key[]): Promise<readonly (Item | undefined)[]> {
    if (keys.length === 1 && keys[0]) return [await this.getOne(keys[0])]
    const found = new Map<string, Item>()
    let wanted: Key[] = [...keys]
    for (let round = 0; wanted.length > 0; round++) {
      if (round === 5) throw new StoreUnavailable(new Error('keys stay unprocessed'))
      const answer = await outage(() =>
        this.#client.send(
          new BatchGetCommand({
            RequestItems: { [this.#table]: { Keys: wanted.map(bare), ConsistentRead: true } },
          }),
        ),
      )
      for (const item of answer.Responses?.[this.#table] ?? []) {
        found.set(`${item['pk']}\n${item['sk']}`, item as Item)
      }
      wanted = (answer.UnprocessedKeys?.[this.#table]?.Keys ?? []) as unknown as Key[]
    }
    return keys.map((key) => found.get(`${key.pk}\n${key.sk}`))
  }

  async query(query: Query): Promise<QueryPage> {
    const into = placeholders()
    const answer = await outage(() =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          ...(query.index ? { IndexName: query.index } : {}),
          KeyConditionExpression: keyExpression(into, query),
          ...attributeFields(into),
          ScanIndexForward: !query.descending,
          Limit: query.limit,
          ...(query.after ? { ExclusiveStartKey: { ...query.after } } : {}),
        }),
      ),
    )
    return {
      items: (answer.Items ?? []) as Item[],
      next: answer.LastEvaluatedKey as QueryPage['next'],
    }
  }

  async write(actions: readonly WriteAction[], token?: string): Promise<WriteResult> {
    const [only, ...more] = actions
    if (!only) return { committed: true }
    return more.length === 0 ? this.writeOne(only) : this.writeAll(actions, token)
  }

  private async getOne(key: Key): Promise<Item | undefined> {
    const answer = await outage(() =>
      this.#client.send(
        new GetCommand({ TableName: this.#table, Key: bare(key), ConsistentRead: true }),
      ),
    )
    return answer.Item as Item | undefined
  }

  private async writeOne(action: WriteAction): Promise<WriteResult> {
    const request = { TableName: this.#table, ...KEEP_OLD }
    return settle(() => {
      if ('put' in action) {
        return this.#client.send(new PutCommand({ ...request, ...putFields(action) }))
      }
      if ('update' in action) {
        return this.#client.send(new UpdateCommand({ ...request, ...updateFields(action) }))
      }
      return this.#client.send(new DeleteCommand({ ...request, ...deleteFields(action) }))
    })
  }

  private writeAll(actions: readonly WriteAction[], token?: string): Promise<WriteResult> {
    const request = { TableName: this.#table, ...KEEP_OLD }
    return settle(() =>
      this.#client.send(
        new TransactWriteCommand({
          ...(token ? { ClientRequestToken: token } : {}),
          TransactItems: actions.map((action) => {
            if ('put' in action) return { Put: { ...request, ...putFields(action) } }
            if ('update' in action) return { Update: { ...request, ...updateFields(action) } }
            return { Delete: { ...request, ...deleteFields(action) } }
          }),
        }),
      ),
    )
  }
}

const KEEP_OLD = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const

const bare = ({ pk, sk }: Key) => ({ pk, sk })

const putFields = (action: Extract<WriteAction, { put: Item }>) => {
  const into = placeholders()
  const condition = action.when?.length ? conditionExpression(into, action.when) : undefined
  return {
    Item: action.put,
    ...(condition ? { ConditionExpression: condition } : {}),
    ...attributeFields(into),
  }
}

const updateFields = (action: Extract<WriteAction, { update: Key }>) => {
  const into = placeholders()
  const update = updateExpression(into, action)
  const condition = action.when?.length ? conditionExpression(into, action.when) : undefined
  return {
    Key: bare(action.update),
    UpdateExpression: update,
    ...(condition ? { ConditionExpression: condition } : {}),
    ...attributeFields(into),
  }
}

const deleteFields = (action: Extract<WriteAction, { delete: Key }>) => {
  const into = placeholders()
  const condition = action.when?.length ? conditionExpression(into, action.when) : undefined
  return {
    Key: bare(action.delete),
    ...(condition ? { ConditionExpression: condition } : {}),
    ...attributeFields(into),
  }
}

const keyExpression = (into: ReturnType<typeof placeholders>, query: Query): string => {
  const sort = () => path(into, { byTime: 't', open: 'open', table: 'sk' }[query.index ?? 'table'])
  const partition = `${path(into, 'pk')} = ${value(into, query.pk)}`
  if (query.prefix !== undefined) {
    return `${partition} AND begins_with(${sort()}, ${value(into, query.prefix)})`
  }
  if (query.from !== undefined && query.to !== undefined) {
    return `${partition} AND ${sort()} BETWEEN ${value(into, query.from)} AND ${value(into, query.to)}`
  }
  if (query.from !== undefined) return `${partition} AND ${sort()} >= ${value(into, query.from)}`
  if (query.to !== undefined) return `${partition} AND ${sort()} <= ${value(into, query.to)}`
  return partition
}

/** Reads have one kind of failure: no answer. */
const outage = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    throw new StoreUnavailable(error)
  }
}

const settle = async (call: () => Promise<unknown>): Promise<WriteResult> => {
  try {
    await call()
    return { committed: true }
  } catch (error) {
    const reasons = reasonsOf(error)
    if (!reasons) throw new StoreUnavailable(error)
    return { committed: false, reasons }
  }
}

const THROTTLES = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]

/** The refusal's reasons by position; undefined when it says nothing about the write's outcome. */
const reasonsOf = (error: unknown): Reason[] | undefined => {
  if (error instanceof TransactionCanceledException) {
    const reasons = (error.CancellationReasons ?? []).map(toReason)
    return reasons.includes(undefined) ? undefined : (reasons as Reason[])
  }
  if (error instanceof ConditionalCheckFailedException) {
    return [{ kind: 'condition', item: toItem(error.Item) }]
  }
  const name = error instanceof Error ? error.name : ''
  if (name === 'TransactionConflictException') return [{ kind: 'conflict' }]
  return THROTTLES.includes(name) ? [{ kind: 'throttled' }] : undefined
}

const toReason = (reason: {
  Code?: string | undefined
  Item?: object | undefined
}): Reason | undefined => {
  if (reason.Code === undefined || reason.Code === 'None') return { kind: 'none' }
  if (reason.Code === 'ConditionalCheckFailed') {
    return { kind: 'condition', item: toItem(reason.Item) }
  }
  if (reason.Code === 'TransactionConflict') return { kind: 'conflict' }
  return THROTTLES.includes(reason.Code) ? { kind: 'throttled' } : undefined
}

/** lib-dynamodb unmarshalls errors' items in some places and leaves them in others. */
const toItem = (raw: object | undefined): Item | undefined => {
  if (!raw || !('pk' in raw)) return undefined
  if (typeof raw.pk === 'string') return raw as Item
  return unmarshall(raw as Parameters<typeof unmarshall>[0], { wrapNumbers: BigInt }) as Item
}
