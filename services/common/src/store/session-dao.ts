import type { AccountState } from '../domain/account'
import { toState } from './account-dao'
import { count, text } from './item'
import { keys } from './keys'
import type { Item, Store } from './store'
import { insist } from './user-dao'

/** A signed-in device. `generation` counts refreshes from 1; times are epoch milliseconds. */
export interface Session {
  readonly userId: string
  readonly id: string
  readonly generation: number
  readonly device: string
  readonly ip: string
  readonly createdAt: number
  readonly rotatedAt: number
  readonly expiresAt: number
}

const MAX_SESSIONS = 20
const TRIES = 8

/** Sessions: the item describes one, the account's state says whether it lives. */
export class SessionDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Adds a session; of twenty live ones the oldest makes room. Returns the ids that ended. */
  async open(session: Session): Promise<string[]> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const state = await this.#state(session.userId)
      if (!state) throw new Error(`user ${session.userId} has no account`)
      const ended = toMakeRoom(state, session.createdAt)
      const result = await insist(this.#store, [
        {
          update: keys.state(session.userId),
          set: { [`sessions.${session.id}`]: BigInt(session.expiresAt) },
          remove: ended.map((id) => `sessions.${id}`),
          when: [
            {
              attribute: 'sessions',
              is: 'smaller than',
              size: BigInt(MAX_SESSIONS + ended.length),
            },
          ],
        },
        { put: sessionItem(session) },
      ])
      if (!result.committed) continue
      for (const id of ended)
        await this.#store.write([{ delete: keys.session(session.userId, id) }])
      return ended
    }
    throw new Error('sessions change faster than one can be added')
  }

  /** The session if it is live. */
  async live(userId: string, id: string, now: number): Promise<Session | undefined> {
    const [item, stateOf] = await this.#store.get([keys.session(userId, id), keys.state(userId)])
    if (!item || !stateOf) return undefined
    return (toState(stateOf).sessions[id] ?? 0) > now ? toSession(item) : undefined
  }

  /** Live sessions, the newest first. */
  async list(userId: string, now: number): Promise<Session[]> {
    const [state, { items }] = await Promise.all([
      this.#state(userId),
      this.#store.query({ pk: keys.user(userId).pk, prefix: 'SESS#', limit: 100 }),
    ])
    return items
      .map(toSession)
      .filter((session) => (state?.sessions[session.id] ?? 0) > now)
      .sort((a, b) => b.createdAt - a.createdAt)
  }

  /** Moves to the next generation; false when another refresh did so first. */
  async rotate(session: Session, now: number): Promise<boolean> {
    const result = await insist(this.#store, [
      {
        update: keys.session(session.userId, session.id),
        set: { generation: BigInt(session.generation + 1), rotated_at: BigInt(now) },
        when: [{ attribute: 'generation', is: '=', value: BigInt(session.generation) }],
      },
    ])
    return result.committed
  }

  /** Ends sessions: gone from the state, so that no commit accepts them; then their items. */
  async end(userId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await insist(this.#store, [
      {
        update: keys.state(userId),
        remove: ids.map((id) => `sessions.${id}`),
        when: [{ attribute: 'pk', is: 'present' }],
      },
    ])
    for (const id of ids) await this.#store.write([{ delete: keys.session(userId, id) }])
  }

  /** The ids of all live sessions. */
  async liveIds(userId: string): Promise<string[]> {
    const state = await this.#state(userId)
    return Object.keys(state?.sessions ?? {})
  }

  async #state(userId: string): Promise<AccountState | undefined> {
    const [item] = await this.#store.get([keys.state(userId)])
    return item && toState(item)
  }
}

const toMakeRoom = (state: AccountState, now: number): string[] => {
  const byAge = Object.entries(state.sessions).sort(([, a], [, b]) => a - b)
  const expired = byAge.filter(([, expiry]) => expiry <= now)
  const live = byAge.filter(([, expiry]) => expiry > now)
  const crowded = live.slice(0, Math.max(0, live.length - (MAX_SESSIONS - 1)))
  return [...expired, ...crowded].map(([id]) => id)
}

const sessionItem = (session: Session): Item => ({
  ...keys.session(session.userId, session.id),
  v: 1n,
  generation: BigInt(session.generation),
  device: session.device,
  ip: session.ip,
  created_at: BigInt(session.createdAt),
  rotated_at: BigInt(session.rotatedAt),
  expires_at: BigInt(session.expiresAt),
})

const toSession = (item: Item): Session => ({
  userId: item.pk.slice('U#'.length),
  id: item.sk.slice('SESS#'.length),
  generation: count(item, 'generation'),
  device: text(item, 'device'),
  ip: text(item, 'ip'),
  createdAt: count(item, 'created_at'),
  rotatedAt: count(item, 'rotated_at'),
  expiresAt: count(item, 'expires_at'),
})
