import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type StoreFixture, startStore } from '../../common/test/store-fixture'
import { type IdentityFixture, PASSWORD, startIdentity } from '../test/identity-fixture'
import { createAdmin } from './create-admin'

let fixture: StoreFixture
let users: IdentityFixture
beforeAll(async () => {
  fixture = await startStore()
  users = await startIdentity(fixture.store)
})
afterAll(() => {
  users.stop()
  fixture.stop()
})

let serial = 0
const name = (): string => `person-${++serial}`
const code = (answer: { status: number; body: { code?: string } }) =>
  `${answer.status} ${answer.body.code}`

describe('administrators', () => {
  test('freeze, and the very next deposit is refused', async () => {
    const admin = await users.admin(name())
    const ann = await users.signUp(name())
    const set = (verb: string, id = ann.user.id) =>
      users.send(`/api/v1/admin/users/${id}/${verb}`, {
        token: admin.access_token,
        body: { reason: 'odd' },
      })
    expect((await set('freeze')).body.status).toBe('frozen')
    const deposit = () =>
      users.send('/api/v1/deposits', { token: ann.access_token, body: { amount: '5' } })
    expect(code(await deposit())).toBe('403 account_frozen')
    expect((await set('unfreeze')).body.status).toBe('active')
    expect((await deposit()).status).toBe(201)
    expect(code(await set('freeze', `usr_${'0'.repeat(26)}`))).toBe('404 not_found')
    const trail = await users.send(`/api/v1/admin/audit?user_id=${ann.user.id}`, {
      token: admin.access_token,
    })
    const actions = trail.body.data.map((event: { action: string }) => event.action)
    expect(actions).toEqual(['unfreeze', 'freeze', 'login', 'register'])
  })

  test('page through all users without losing or repeating one', async () => {
    const admin = await users.admin(name())
    const prefix = `paged${++serial}-`
    const wanted = Array.from({ length: 23 }, (_, n) => `${prefix}${String(n).padStart(2, '0')}`)
    for (const username of wanted) await users.register(username)
    const seen: string[] = []
    let cursor = ''
    do {
      const path = `/api/v1/admin/users?q=${prefix}&limit=5${cursor}`
      const { body } = await users.send(path, { token: admin.access_token })
      seen.push(...body.data.map((user: { username: string }) => user.username))
      cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : ''
    } while (cursor)
    expect(seen).toEqual(wanted)
  })

  test('are refused to customers, and their trail pages by cursor', async () => {
    const ann = await users.signUp(name())
    const admin = await users.admin(name())
    for (const path of ['users', 'audit', `users/${ann.user.id}`]) {
      const url = `/api/v1/admin/${path}`
      expect(code(await users.send(url, { token: ann.access_token }))).toBe('403 forbidden')
      expect((await users.send(url, { token: admin.access_token })).status).toBe(200)
    }
    const first = await users.send('/api/v1/admin/audit?limit=1', { token: admin.access_token })
    const cursor = first.body.next_cursor
    const next = await users.send(`/api/v1/admin/audit?limit=1&cursor=${cursor}`, {
      token: admin.access_token,
    })
    expect(next.body.data[0].id < first.body.data[0].id).toBe(true)
  })

  test('can not act while the trail can not be written; people can still sign in', async () => {
    const username = name()
    await users.register(username)
    const admin = await users.admin(name())
    const sink = { append: () => Promise.reject(new Error('away')) }
    const broken = await startIdentity(fixture.store, { sink })
    expect((await broken.login(username)).status).toBe(200)
    expect(broken.lost.map((event) => event.action)).toContain('login')
    const token = (await broken.login(admin.user.username)).body.access_token
    const ann = await users.identity.users.byLogin(username)
    const freeze = await broken.send(`/api/v1/admin/users/${ann?.id}/freeze`, {
      token,
      body: { reason: 'x' },
    })
    expect(freeze.status).toBe(500)
    expect((await users.identity.users.byLogin(username))?.status).toBe('active')
    broken.stop()
  })

  test('are made by the command: a new user, or one who exists', async () => {
    const { identity } = users
    const given = (username: string, password = PASSWORD) => ({
      username,
      email: `${username}@example.com`,
      password,
    })
    expect(await createAdmin(identity, given(name()))).toBe('created')
    const username = name()
    await users.register(username)
    expect(await createAdmin(identity, given(username))).toBe('promoted')
    expect((await users.login(username)).body.user.role).toBe('admin')
    expect(await createAdmin(identity, given(name(), 'short'))).toHaveProperty('refused')
    const taken = { ...given(name()), email: `${username}@example.com` }
    expect(await createAdmin(identity, taken)).toHaveProperty('refused')
  })
})

test('the keys are public ones only', async () => {
  const { body } = await users.send('/.well-known/jwks.json')
  expect(body.keys).toHaveLength(1)
  expect(Object.keys(body.keys[0])).not.toContain('d')
})
