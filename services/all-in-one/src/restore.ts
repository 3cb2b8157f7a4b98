import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openStore } from '@bourse/common/service/store-kit'
import { BadBackup, checkBackup, NotEmpty, restoreLines } from '@bourse/common/store/backup'
import { bulkTable } from '@bourse/common/store/dynamo/bulk'
import { createDocumentClient, createDynamoClient } from '@bourse/common/store/dynamo/client'
import { auditAll } from '@bourse/users/auditor/audit-all'
import { toolConfig } from './config'
import { fail, say } from './terminal'
import { type FoundStore, findStore } from './with-store'

/** `npm run restore -- FILE`: a backup into an empty store, then an audit of every account. */
const restore = async (file: string | undefined): Promise<void> => {
  if (!file || !existsSync(file)) return fail('Say from where: npm run restore -- FILE')
  const config = toolConfig()
  const found = await findStore(config)
  if ('message' in found) return fail(found.message)
  if (found.runningAt !== undefined) {
    return fail(`Bourse runs at ${found.runningAt} on this store; stop it before you restore.`)
  }
  try {
    await restoreInto(found, { file, tableName: config.tableName })
  } catch (error) {
    if (!(error instanceof BadBackup || error instanceof NotEmpty)) throw error
    fail(error.message)
  } finally {
    await found.close()
  }
}

const restoreInto = async (
  found: FoundStore,
  { file, tableName }: { file: string; tableName: string },
): Promise<void> => {
  const items = await checkBackup(linesOf(file))
  const store = await openStore({ endpoint: found.endpoint, table: tableName })
  const client = createDynamoClient(found.endpoint === 'aws' ? {} : { endpoint: found.endpoint })
  const table = bulkTable(createDocumentClient(client), tableName)
  const restored = await restoreLines(table, linesOf(file))
  if (restored !== items) {
    return fail(`Only ${restored} of ${items} items were restored; empty the store and try again.`)
  }
  const report = await auditAll(store)
  const { violations } = report
  if (violations.length > 0)
    return fail(`Restored, but the audit found ${violations.length} violations.`)
  say(`Restored ${items} items. The audit of every account found nothing wrong.`)
}

/** Reads when asked to: an interface that is made earlier drops the lines that nobody waits for. */
async function* linesOf(file: string): AsyncIterable<string> {
  yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
}

await restore(process.argv[2])
