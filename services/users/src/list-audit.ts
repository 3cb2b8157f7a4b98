import { isRejection } from '@bourse/common/domain/rejection'
import { decodeCursor, encodeCursor } from '@bourse/common/http/cursor'
import { type Route, route } from '@bourse/common/http/route'
import { listAudit } from '@bourse/contracts/admin'
import type { IdentityDeps } from './identity-deps'

/** GET /admin/audit: admins' actions of a day, or what happened to one user in that day's month. */
export const listAuditRoute = (deps: IdentityDeps): Route =>
  route(listAudit, async ({ query }) => {
    const start = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['id'])
    if (isRejection(start)) return start
    const at = query.day === undefined ? deps.now() : Date.parse(query.day)
    const page = await deps.auditTrail.newest(
      { userId: query.user_id, at },
      { limit: query.limit, before: start?.id },
    )
    const data = page.events.map((event) => ({
      id: event.id,
      at: new Date(event.at).toISOString(),
      action: event.action,
      outcome: event.outcome,
      actor_id: event.actorId,
      subject_id: event.subjectId,
      ip: event.ip,
      detail: event.detail,
    }))
    return {
      body: { data, next_cursor: page.next === undefined ? null : encodeCursor({ id: page.next }) },
    }
  })
