import { randomBytes } from 'node:crypto'
import { AuditLogger } from '@bourse/common/audit/audit-logger'
import { idMaker } from '@bourse/common/runtime/ids'
import { PasswordManager } from '@bourse/common/security/password-manager'
import { openStore } from '@bourse/common/service/store-kit'
import { AuditDao } from '@bourse/common/store/audit-dao'
import { UserDao } from '@bourse/common/store/user-dao'
import { username } from '@bourse/contracts/users'
import { createAdmin } from '@bourse/users/create-admin'
import { toolConfig } from './config'
import { fail, say } from './terminal'
import { findStore } from './with-store'

const USAGE = `Say who: npm run admin:create -- NAME [EMAIL]
A new user gets a password that is shown once; a user who exists becomes an administrator.`

/** `npm run admin:create -- NAME [EMAIL]`: the first administrator, and any later one. */
const adminCreate = async ([given, email]: readonly string[]): Promise<void> => {
  const name = username.safeParse(given ?? '')
  if (given === undefined) return fail(USAGE)
  if (!name.success) return fail(`The name ${name.error.issues[0]?.message ?? 'is not valid'}.`)
  const config = toolConfig()
  const found = await findStore(config)
  if ('message' in found) return fail(found.message)
  try {
    const store = await openStore({ endpoint: found.endpoint, table: config.tableName })
    const password = randomBytes(18).toString('base64url')
    const outcome = await createAdmin(
      {
        users: new UserDao(store),
        passwords: new PasswordManager({}),
        audit: auditTo(new AuditDao(store)),
        newId: idMaker(),
        now: Date.now,
      },
      { username: name.data, email: email ?? `${name.data}@localhost.localdomain`, password },
    )
    if (typeof outcome === 'object') return fail(outcome.refused)
    if (outcome === 'promoted')
      return say(`${name.data} is an administrator from the next sign-in.`)
    say(
      `Administrator ${name.data} can sign in with this password, shown only now:\n\n  ${password}\n`,
    )
  } finally {
    await found.close()
  }
}

const auditTo = (sink: AuditDao): AuditLogger =>
  new AuditLogger({
    sink,
    newId: idMaker(),
    now: Date.now,
    onEvent: () => {},
    onLost: () => {},
  })

await adminCreate(process.argv.slice(2))
