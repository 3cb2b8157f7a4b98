import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { PasswordManager } from '@bourse/common/security/password-manager'
import { keys } from '@bourse/common/store/keys'
import { type StoreFixture, startStore } from '../../common/test/store-fixture'
import { type IdentityFixture, PASSWORD, startIdentity } from '../test/identity-fixture'

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

describe('registration', () => {
  test('makes a customer, whatever the body claims', async () => {
    const made = await users.register(name())
    expect([made.status, made.body.role, made.body.status]).toEqual([201, 'customer', 'active'])
    expect(JSON.stringify(made.body)).not.toContain('$2')
    for (const field of ['role', 'status', 'version', 'id', 'password_hash', '__proto__']) {
      const forged = `{"${field}":"admin"}`
      const answer = await users.register(name(), JSON.parse(forged))
      expect(answer.status === 422 || field === '__proto__').toBe(true)
      expect(answer.body.role).not.toBe('admin')
    }
  })

  test('of one name by many at once has one winner and leaves no half user', async () => {
    const username = name()
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        users.register(username, { email: `${username}-${n}@example.com` }),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter((a) => code(a) === '409 username_taken')).toHaveLength(15)
    const winner = answers.find(({ status }) => status === 201)?.body
    const user = await users.identity.users.byLogin(username)
    expect(user?.id).toBe(winner.id)
    const items = await fixture.store.get([keys.state(winner.id), keys.directory(username)])
    expect(items.map((item) => item !== undefined)).toEqual([true, true])
  })

  test('of one address under two names is refused, whatever its case', async () => {
    const first = name()
    await users.register(first)
    const again = await users.register(name(), { email: `${first.toUpperCase()}@EXAMPLE.com` })
    expect(code(again)).toBe('409 email_taken')
  })

  test('refuses passwords that are short, common or made of the own name', async () => {
    const owner = `gertrude-${++serial}`
    for (const password of ['short', 'password1234', `${owner}123`, 'a'.repeat(129)]) {
      expect(code(await users.register(owner, { password }))).toBe('422 weak_password')
    }
  })
})

describe('sign-in', () => {
  test('works by name and by address, in any case', async () => {
    const username = name()
    await users.register(username)
    for (const login of [username, username.toUpperCase(), ` ${username}@Example.COM `]) {
      expect((await users.login(login)).status).toBe(200)
    }
  })

  test('answers the same, after the same work, for a wrong password and an unknown user', async () => {
    const username = name()
    await users.register(username)
    const verify = spyOn(PasswordManager.prototype, 'verify')
    const verifyUnknown = spyOn(PasswordManager.prototype, 'verifyUnknown')
    const [wrong, unknown] = [
      await users.login(username, 'wrong'),
      await users.login(name(), 'wrong'),
    ]
    // The unknown user's dummy hash goes through the very same verification.
    expect([verify.mock.calls.length, verifyUnknown.mock.calls.length]).toEqual([2, 1])
    const blind = ({ body }: { body: object }) => ({ ...body, request_id: '' })
    expect(blind(wrong)).toEqual(blind(unknown))
    expect(wrong.status).toBe(401)
    verify.mockRestore()
    verifyUnknown.mockRestore()
  })

  test('is throttled after ten guesses from one address, under whatever name of the account', async () => {
    const username = name()
    await users.register(username)
    const names = [username, `${username}@example.com`, username.toUpperCase()]
    const answers = []
    for (let n = 0; n < 14; n++)
      answers.push(await users.login(names[n % 3] ?? '', 'wrong', '198.51.100.9'))
    expect(answers.filter((a) => code(a) === '401 invalid_credentials')).toHaveLength(10)
    const last = answers.at(-1)
    expect(code(last ?? answers[0] ?? { status: 0, body: {} })).toBe('429 login_throttled')
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
    users.clock.at += 15 * 60_000
    expect((await users.login(username, PASSWORD, '198.51.100.9')).status).toBe(200)
  })

  test('of the owner from a known address works while strangers use the guesses up', async () => {
    const username = name()
    await users.register(username)
    await users.login(username, PASSWORD, '203.0.113.50')
    for (let n = 0; n < 60; n++) await users.login(username, 'wrong', `198.51.100.${n}`)
    expect(code(await users.login(username, 'wrong', '198.51.100.200'))).toBe('429 login_throttled')
    expect((await users.login(username, PASSWORD, '203.0.113.50')).status).toBe(200)
  })

  test('bounds guesses that come all at once', async () => {
    const username = name()
    await users.register(username)
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => users.login(username, 'wrong', '198.51.100.77')),
    )
    expect(answers.filter((a) => code(a) === '401 invalid_credentials')).toHaveLength(10)
  })

  test('hashes the password anew when the cost has changed', async () => {
    const username = name()
    const { body } = await users.register(username)
    const user = await users.identity.users.byId(body.id)
    if (!user) throw new Error('no user')
    const old = await new PasswordManager({ cost: 5 }).hash(PASSWORD)
    await users.identity.users.setPasswordHash(user, old)
    await users.login(username)
    const after = await users.identity.users.byId(body.id)
    expect(after?.passwordHash).toStartWith('$2b$04$')
    expect((await users.login(username)).status).toBe(200)
  })

  test('of a twenty-first device signs the first one out', async () => {
    const username = name()
    await users.register(username)
    const devices = []
    for (let n = 0; n < 21; n++) {
      users.clock.at += 1000
      devices.push((await users.login(username)).body)
    }
    const [first, last] = [devices[0], devices[20]]
    const sessions = await users.send('/api/v1/auth/sessions', { token: last.access_token })
    expect(sessions.body.data).toHaveLength(20)
    expect((await users.send('/api/v1/profile', { token: first.access_token })).status).toBe(401)
    expect(users.revoked).toContain(first.session_id)
  })
})
