import { isRejection } from '@bourse/common/domain/rejection'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import { listUsers } from '@bourse/contracts/admin'
import type { IdentityDeps } from './identity-deps'
import { profileView } from './profile-view'

/** GET /admin/users: usernames that begin with `q`, in order. */
export const listUsersRoute = (deps: IdentityDeps): Route =>
  route(listUsers, async ({ query }) => {
    const start = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['username'])
    if (isRejection(start)) return start
    const page = await deps.users.search(query.q ?? '', {
      limit: query.limit,
      after: start?.username,
    })
    return {
      body: {
        data: page.users.map(profileView),
        next_cursor: page.next === undefined ? null : encodeCursor({ username: page.next }),
      },
    }
  })
