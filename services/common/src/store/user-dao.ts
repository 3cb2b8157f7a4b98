import { type AccountStatus, newAccount } from '../domain/account'
import { genesisHead, stateItem } from './account-dao'
import { count, integer, oneOf, text } from './item'
import { DIRECTORY_SHARDS, directoryPartition, keys } from './keys'
import type { Item, Store, WriteAction, WriteResult } from './store'

/** A person with one trading account of the same id. `version` grows with every change of the profile. */
export interface User {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly role: 'customer' | 'admin'
  readonly status: AccountStatus
  readonly passwordHash: string
  readonly version: bigint
  readonly createdAt: number
}

export type ProfileChange = Partial<Pick<User, 'email' | 'firstName' | 'lastName'>>

const TRIES = 8
const ABSENT = [{ attribute: 'pk', is: 'absent' }] as const

/** Reads and writes users. Names and addresses are unique through items of their own. */
export class UserDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** User, two uniqueness items, directory entry and account: all of them or none. */
  async signUp(user: User): Promise<'created' | 'username_taken' | 'email_taken'> {
    const account = newAccount(user.id, genesisHead(user.id), user.createdAt)
    const result = await this.#insist([
      { put: claim('username', user.username, user.id), when: ABSENT },
      { put: claim('email', user.email, user.id), when: ABSENT },
      { put: userItem(user), when: ABSENT },
      { put: { ...keys.directory(user.username), v: 1n, uid: user.id }, when: ABSENT },
      { put: stateItem(account), when: ABSENT },
    ])
    if (result.committed) return 'created'
    return result.reasons[0]?.kind === 'condition' ? 'username_taken' : 'email_taken'
  }

  async byId(id: string): Promise<User | undefined> {
    const [item] = await this.#store.get([keys.user(id)])
    return item && toUser(item)
  }

  /** Finds by username, or by email address when the text has an @. */
  async byLogin(login: string): Promise<User | undefined> {
    const kind = login.includes('@') ? 'email' : 'username'
    const [found] = await this.#store.get([keys.unique(kind, login)])
    return found && this.byId(text(found, 'uid'))
  }

  /** Names by id; ids without a user are left out. */
  async usernames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map()
    const items = await this.#store.get(ids.map(keys.user))
    const users = items.flatMap((item) => (item ? [toUser(item)] : []))
    return new Map(users.map((user) => [user.id, user.username]))
  }

  /** Changes a profile as it was read; a new address moves its uniqueness item in the same write. */
  async update(user: User, change: ProfileChange): Promise<User | 'email_taken' | 'stale'> {
    const changed = { ...user, ...change, version: user.version + 1n }
    const actions: WriteAction[] = [{ put: userItem(changed), when: asRead(user) }]
    if (changed.email !== user.email) {
      actions.push({ put: claim('email', changed.email, user.id), when: ABSENT })
      actions.push({ delete: keys.unique('email', user.email) })
    }
    const result = await this.#insist(actions)
    if (result.committed) return changed
    return result.reasons[0]?.kind === 'condition' ? 'stale' : 'email_taken'
  }

  /** Replaces the hash of the password that was just verified; false when the profile has changed. */
  async setPasswordHash(user: User, passwordHash: string): Promise<boolean> {
    const result = await this.#insist([
      {
        update: keys.user(user.id),
        set: { password_hash: passwordHash, version: user.version + 1n },
        when: asRead(user),
      },
    ])
    return result.committed
  }

  /** Sets role or status of user and account together; `seq` stays, so money in flight is not disturbed. */
  async setStatus(id: string, status: AccountStatus): Promise<boolean> {
    const present = [{ attribute: 'pk', is: 'present' }] as const
    const result = await this.#insist([
      { update: keys.user(id), set: { status }, add: { version: 1n }, when: present },
      { update: keys.state(id), set: { status }, when: present },
    ])
    return result.committed
  }

  async setRole(id: string, role: User['role']): Promise<boolean> {
    const result = await this.#insist([
      {
        update: keys.user(id),
        set: { role },
        add: { version: 1n },
        when: [{ attribute: 'pk', is: 'present' }],
      },
    ])
    return result.committed
  }

  /** Keeps the hash of a one-time token that lets its bearer set a new password. */
  async keepResetToken(hash: string, of: { uid: string; expiresAt: number }): Promise<void> {
    const item = { ...keys.unique('reset', hash), v: 1n, uid: of.uid }
    await this.#insist([{ put: { ...item, expires_at: BigInt(of.expiresAt) } }])
  }

  /** Whose password the token may set; undefined when it is unknown, used or expired. */
  async resetTokenOwner(hash: string, now: number): Promise<User | undefined> {
    const [item] = await this.#store.get([keys.unique('reset', hash)])
    return item && count(item, 'expires_at') > now ? this.byId(text(item, 'uid')) : undefined
  }

  /** Uses the token up, sets the password and ends every session: all of it once, or nothing. */
  async resetPassword(
    user: User,
    by: { hash: string; passwordHash: string; now: number },
  ): Promise<boolean> {
    const result = await this.#insist([
      {
        delete: keys.unique('reset', by.hash),
        when: [{ attribute: 'expires_at', is: '>', value: BigInt(by.now) }],
      },
      {
        update: keys.user(user.id),
        set: { password_hash: by.passwordHash },
        add: { version: 1n },
      },
      { update: keys.state(user.id), set: { sessions: {} } },
    ])
    return result.committed
  }

  /** Usernames that begin with `prefix`, in order, after `after`: a page over all shards. */
  async search(
    prefix: string,
    page: { limit: number; after?: string | undefined },
  ): Promise<{ users: User[]; next: string | undefined }> {
    const from = page.after === undefined ? prefix : `${page.after}\u0000`
    const shards = await Promise.all(
      Array.from({ length: DIRECTORY_SHARDS }, (_, shard) =>
        this.#store.query({
          pk: directoryPartition(shard),
          from: from === '' ? '\u0000' : from,
          to: `${prefix}\uffff`,
          limit: page.limit + 1,
        }),
      ),
    )
    const found = shards.flatMap((shard) => shard.items).sort((a, b) => (a.sk < b.sk ? -1 : 1))
    const shown = found.slice(0, page.limit)
    const items = shown.length > 0 ? await this.#users(shown) : []
    return { users: items, next: found.length > page.limit ? shown.at(-1)?.sk : undefined }
  }

  async #users(entries: readonly Item[]): Promise<User[]> {
    const users: User[] = []
    for (let start = 0; start < entries.length; start += 100) {
      const wanted = entries.slice(start, start + 100).map((entry) => keys.user(text(entry, 'uid')))
      const items = await this.#store.get(wanted)
      users.push(...items.flatMap((item) => (item ? [toUser(item)] : [])))
    }
    return users
  }

  /** Writes again while nothing but a passing conflict stands against it. */
  async #insist(actions: readonly WriteAction[]): Promise<WriteResult> {
    return insist(this.#store, actions)
  }
}

/** Repeats a write that only a conflict or a throttle refused. */
export const insist = async (
  store: Store,
  actions: readonly WriteAction[],
): Promise<WriteResult> => {
  for (let attempt = 1; ; attempt++) {
    const result = await store.write(actions)
    const passing =
      !result.committed && result.reasons.every((reason) => reason.kind !== 'condition')
    if (!passing || attempt === TRIES) return result
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 8 * 2 ** attempt))
  }
}

const claim = (kind: 'username' | 'email', value: string, uid: string): Item => ({
  ...keys.unique(kind, value),
  v: 1n,
  uid,
})

const asRead = (user: User) => [{ attribute: 'version', is: '=', value: user.version }] as const

const userItem = (user: User): Item => ({
  ...keys.user(user.id),
  v: 1n,
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  role: user.role,
  status: user.status,
  password_hash: user.passwordHash,
  version: user.version,
  created_at: BigInt(user.createdAt),
})

const toUser = (item: Item): User => ({
  id: item.pk.slice('U#'.length),
  username: text(item, 'username'),
  email: text(item, 'email'),
  firstName: text(item, 'first_name'),
  lastName: text(item, 'last_name'),
  role: oneOf(item, 'role', ['customer', 'admin']),
  status: oneOf(item, 'status', ['active', 'frozen']),
  passwordHash: text(item, 'password_hash'),
  version: integer(item, 'version'),
  createdAt: count(item, 'created_at'),
})
