import { utcDay } from '../domain/account'
import { count, oneOf, text } from './item'
import type { Item, Store } from './store'

/** A security event as it is kept. `id` is a ULID; `at` epoch milliseconds. */
export interface SecurityEvent {
  readonly id: string
  readonly at: number
  readonly action: string
  readonly outcome: 'ok' | 'refused'
  readonly actorId: string | null
  readonly subjectId: string | null
  readonly ip: string | null
  readonly detail: string | null
}

/** Appends and reads security events; nothing here changes or removes one. */
export class AuditDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Keeps an event under the user it is about, and an admin's action under its day as well. */
  async append(event: SecurityEvent, byAdmin: boolean): Promise<void> {
    const partitions = [
      ...(event.subjectId === null ? [] : [monthOf(event.subjectId, event.at)]),
      ...(byAdmin ? [dayOf(event.at)] : []),
    ]
    await this.#store.write(
      partitions.map((pk) => ({
        put: eventItem(pk, event),
        when: [{ attribute: 'pk', is: 'absent' as const }],
      })),
    )
  }

  /** Events of one user in the month of `at`, or admins' actions of its day; newest first. */
  async newest(
    of: { userId?: string | undefined; at: number },
    page: { limit: number; before?: string | undefined },
  ): Promise<{ events: SecurityEvent[]; next: string | undefined }> {
    const pk = of.userId === undefined ? dayOf(of.at) : monthOf(of.userId, of.at)
    const { items, next } = await this.#store.query({
      pk,
      descending: true,
      limit: page.limit,
      ...(page.before === undefined ? {} : { after: { pk, sk: page.before } }),
    })
    return { events: items.map(toEvent), next: next?.['sk'] }
  }
}

const monthOf = (userId: string, at: number): string =>
  `AUD#${userId}#${utcDay(at).slice(0, 7).replace('-', '')}`

const dayOf = (at: number): string => `AUD#ADMIN#${utcDay(at).replaceAll('-', '')}`

const eventItem = (pk: string, event: SecurityEvent): Item => ({
  pk,
  sk: event.id,
  v: 1n,
  at: BigInt(event.at),
  action: event.action,
  outcome: event.outcome,
  actor_id: event.actorId,
  subject_id: event.subjectId,
  ip: event.ip,
  detail: event.detail,
})

const toEvent = (item: Item): SecurityEvent => ({
  id: item.sk,
  at: count(item, 'at'),
  action: text(item, 'action'),
  outcome: oneOf(item, 'outcome', ['ok', 'refused']),
  actorId: textOrNull(item, 'actor_id'),
  subjectId: textOrNull(item, 'subject_id'),
  ip: textOrNull(item, 'ip'),
  detail: textOrNull(item, 'detail'),
})

const textOrNull = (item: Item, attribute: string): string | null =>
  item[attribute] === null ? null : text(item, attribute)
