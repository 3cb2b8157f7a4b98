import { open } from 'node:fs/promises'
import { openStore } from '@bourse/common/service/store-kit'
import { backupLines } from '@bourse/common/store/backup'
import { bulkTable } from '@bourse/common/store/dynamo/bulk'
import { createDocumentClient, createDynamoClient } from '@bourse/common/store/dynamo/client'
import { toolConfig } from './config'
import { fail, say } from './terminal'
import { findStore } from './with-store'

/** `npm run backup -- FILE`: the whole table to a file, also while the platform runs. */
const backup = async (file: string | undefined): Promise<void> => {
  if (!file) return fail('Say where to: npm run backup -- FILE')
  const config = toolConfig()
  const found = await findStore(config)
  if ('message' in found) return fail(found.message)
  const out = await open(file, 'wx', 0o600).catch(() => undefined)
  if (!out) {
    await found.close()
    return fail(`${file} exists already or cannot be written; name another file.`)
  }
  const store = await openStore({ endpoint: found.endpoint, table: config.tableName })
  const client = createDynamoClient(found.endpoint === 'aws' ? {} : { endpoint: found.endpoint })
  const table = bulkTable(createDocumentClient(client), config.tableName)
  let items = -2
  for await (const line of backupLines(table, store)) {
    await out.write(`${line}\n`)
    items++
  }
  await out.sync()
  await out.close()
  await found.close()
  say(`Wrote ${items} items to ${file}. It holds password hashes: keep it safe.`)
}

await backup(process.argv[2])
