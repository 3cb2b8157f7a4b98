import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type StoreFixture, startStore } from '../../test/store-fixture'
import { newAccount } from '../domain/account'
import { genesisHead, stateItem } from './account-dao'
import { BadBackup, backupLines, checkBackup, NotEmpty, restoreLines } from './backup'
import { bulkTable } from './dynamo/bulk'
import { createDocumentClient } from './dynamo/client'
import { keys } from './keys'
import type { Item } from './store'

let source: StoreFixture
let target: StoreFixture
beforeAll(async () => {
  source = await startStore()
  target = await startStore()
  await bulkTable(createDocumentClient(source.client), 'bourse').put(items)
})
afterAll(() => {
  source.stop()
  target.stop()
})

const account = 'usr_1'
const items: Item[] = [
  stateItem(newAccount(account, genesisHead(account), 5)),
  { ...keys.position(account, 'BTC'), v: 1n, available: 10n ** 37n },
  { ...keys.transfer(account, 'w'), v: 1n, t: 'a', direction: 'withdrawal', status: 'pending' },
  { ...keys.pendingWithdrawal(account, 'w'), v: 1n },
  { ...keys.directory('ann'), v: 1n, uid: account },
  ...Array.from({ length: 600 }, (_, n) => ({ ...keys.journal(account, BigInt(n + 1)), v: 1n })),
  ...Array.from({ length: 700 }, (_, n) => ({
    pk: 'ASSET',
    sk: `A${n}`,
    list: [1n, null, 'x', true],
  })),
]

const tableOf = (fixture: StoreFixture) => bulkTable(createDocumentClient(fixture.client), 'bourse')

const lines = async (fixture: StoreFixture): Promise<string[]> =>
  Array.fromAsync(backupLines(tableOf(fixture), fixture.store))

const stream = async function* (from: readonly string[]): AsyncIterable<string> {
  yield* from
}

const contents = async (fixture: StoreFixture): Promise<Map<string, string>> => {
  const found = new Map<string, string>()
  for await (const page of tableOf(fixture).scan()) {
    for (const item of page) {
      const sorted = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))
      found.set(`${item.pk} ${item.sk}`, sorted.map(([k, v]) => `${k}=${String(v)}`).join())
    }
  }
  return found
}

test('a restored table holds exactly what the backed up one held', async () => {
  const backup = await lines(source)
  expect(await checkBackup(stream(backup))).toBe(items.length)
  expect(await restoreLines(tableOf(target), stream(backup))).toBe(items.length)
  expect(await contents(target)).toEqual(await contents(source))
})

test('never mixes two tables', async () => {
  const backup = await lines(source)
  expect(restoreLines(tableOf(source), stream(backup))).rejects.toBeInstanceOf(NotEmpty)
})

test.each([
  ['without its end', (all: string[]) => all.slice(0, -1)],
  ['without an item', (all: string[]) => all.toSpliced(5, 1)],
  ['with an item twice', (all: string[]) => all.toSpliced(5, 0, all[5] ?? '')],
  ['with a changed item', (all: string[]) => all.with(3, (all[3] ?? '').replace('"1"', '"2"'))],
  ['of another format', (all: string[]) => all.with(0, '{"format":"other","version":1}')],
  ['of a newer format', (all: string[]) => all.with(0, '{"format":"bourse-backup","version":2}')],
  ['that is empty', () => []],
])('a backup %s is refused', async (_, spoil) => {
  expect(checkBackup(stream(spoil(await lines(source))))).rejects.toBeInstanceOf(BadBackup)
})
