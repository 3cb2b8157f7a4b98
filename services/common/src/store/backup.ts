import { createHash } from 'node:crypto'
import { keys } from './keys'
import type { Item, Store } from './store'

/** A table as a whole. */
export interface BulkTable {
  scan(): AsyncIterable<readonly Item[]>
  put(items: readonly Item[]): Promise<void>
  /** An item as a line of text, and back, without losing a digit. */
  encode(item: Item): string
  decode(text: string): Item
}

const FORMAT = 'bourse-backup'
const VERSION = 1
const PAGE = 500
/** An account that is written to all the time is read again this often before the backup gives up. */
const SNAPSHOT_TRIES = 50
/** Partitions of one account, read together; the queue of withdrawals follows from them. */
const OF_ACCOUNT = /^[AJOXW]#/

/**
 * The table as lines of text: a heading, an item a line in DynamoDB's own JSON, and a closing line
 * with count and digest. A scan is no snapshot, so each account is read until its sequence stands
 * still: entries balance by themselves, hence the copy does too, even of a running platform.
 */
export async function* backupLines(table: BulkTable, store: Store): AsyncIterable<string> {
  const digest = createHash('sha256')
  let count = 0
  yield JSON.stringify({ format: FORMAT, version: VERSION })
  for await (const item of everyItem(table, store)) {
    const text = table.encode(item)
    digest.update(`${text}\n`)
    count++
    yield text
  }
  yield JSON.stringify({ items: count, sha256: digest.digest('hex') })
}

async function* everyItem(table: BulkTable, store: Store): AsyncIterable<Item> {
  const accounts: string[] = []
  for await (const items of table.scan()) {
    accounts.push(...items.filter(isState).map((item) => item.pk.slice('A#'.length)))
    yield* items.filter((item) => !OF_ACCOUNT.test(item.pk))
  }
  for (const account of accounts) yield* await accountItems(store, account)
}

const isState = (item: Item): boolean => item.pk.startsWith('A#') && item.sk === 'STATE'

/** The file is not a whole backup of ours. */
export class BadBackup extends Error {
  constructor(reason: string) {
    super(`This file is not a whole backup: ${reason}. Nothing of it should be relied on.`)
    this.name = 'BadBackup'
  }
}

/**
 * Checks a backup's heading, count and digest without keeping it in memory.
 * @throws BadBackup
 */
export const checkBackup = async (lines: AsyncIterable<string>): Promise<number> => {
  const digest = createHash('sha256')
  let count = -1
  let last = ''
  for await (const text of lines) {
    if (count === -1) checkHeading(text)
    else if (count > 0) digest.update(`${last}\n`)
    last = text
    count++
  }
  const closing = parse(last)
  if (closing?.['items'] !== count - 1) throw new BadBackup('its end is missing')
  if (closing['sha256'] !== digest.digest('hex')) throw new BadBackup('its digest is wrong')
  return count - 1
}

/** Writes the items of a checked backup into an empty table; answers how many. @throws NotEmpty */
export const restoreLines = async (
  table: BulkTable,
  lines: AsyncIterable<string>,
): Promise<number> => {
  for await (const items of table.scan()) {
    if (items.some((item) => item.pk !== keys.table.pk)) throw new NotEmpty()
  }
  let count = 0
  let batch: Item[] = []
  for await (const text of lines) {
    const item = parse(text)
    if (!item || !('pk' in item)) continue
    batch.push(table.decode(text))
    count++
    if (batch.length < PAGE) continue
    await table.put(batch)
    batch = []
  }
  await table.put(batch)
  return count
}

/** A restore never mixes two platforms' data. */
export class NotEmpty extends Error {
  constructor() {
    super(
      'The store already holds data. Restore into an empty one: another DATA_DIR or TABLE_NAME.',
    )
    this.name = 'NotEmpty'
  }
}

const checkHeading = (text: string): void => {
  const heading = parse(text)
  if (heading?.['format'] !== FORMAT) throw new BadBackup('its heading is not ours')
  if (heading['version'] !== VERSION) throw new BadBackup('a newer release wrote it')
}

const parse = (text: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** Everything of one account as of one sequence number. */
const accountItems = async (store: Store, account: string): Promise<Item[]> => {
  for (let attempt = 0; attempt < SNAPSHOT_TRIES; attempt++) {
    const before = await sequence(store, account)
    const parts = await Promise.all(
      ['J', 'O', 'X'].map((kind) => partition(store, `${kind}#${account}`)),
    )
    const state = await partition(store, keys.state(account).pk)
    if ((await sequence(store, account)) !== before) continue
    const transfers = parts[2] ?? []
    return [...state, ...parts.flat(), ...queueOf(account, transfers)]
  }
  throw new Error(
    `account ${account} did not stand still for a backup; try again at a quieter time`,
  )
}

const sequence = async (store: Store, account: string): Promise<bigint | undefined> => {
  const [state] = await store.get([keys.state(account)])
  const seq = state?.['seq']
  return typeof seq === 'bigint' ? seq : undefined
}

const partition = async (store: Store, pk: string): Promise<Item[]> => {
  const items: Item[] = []
  let after: Readonly<Record<string, string>> | undefined
  do {
    const page = await store.query({ pk, limit: PAGE, ...(after ? { after } : {}) })
    items.push(...page.items)
    after = page.next
  } while (after)
  return items
}

const queueOf = (account: string, transfers: readonly Item[]): Item[] =>
  transfers
    .filter((t) => t['direction'] === 'withdrawal' && t['status'] === 'pending')
    .map((t) => ({ ...keys.pendingWithdrawal(account, t.sk), v: 1n }))
