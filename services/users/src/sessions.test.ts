import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
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
const refresh = (token: string) =>
  users.send('/api/v1/auth/refresh', { body: { refresh_token: token } })

describe('refresh', () => {
  test('gives the next generation; a repeat within ten seconds gives the same one', async () => {
    const { refresh_token: first } = await users.signUp(name())
    const second = (await refresh(first)).body.refresh_token
    expect(second).not.toBe(first)
    users.clock.at += 9000
    expect((await refresh(first)).body.refresh_token).toBe(second)
  })

  test('of fifty at once makes one new generation', async () => {
    const { refresh_token: first } = await users.signUp(name())
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first)))
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })

  test.each([
    ['an old generation', 2],
    ['the generation before, too late', 1],
  ])('with %s ends the session, its descendants and its access tokens', async (_, steps) => {
    const { refresh_token: first, access_token: access } = await users.signUp(name())
    let newest = first
    for (let n = 0; n < steps; n++) newest = (await refresh(newest)).body.refresh_token
    if (steps === 1) users.clock.at += 10_001
    expect(code(await refresh(first))).toBe('401 refresh_rejected')
    expect(code(await refresh(newest))).toBe('401 refresh_rejected')
    expect((await users.send('/api/v1/balance', { token: access })).status).toBe(401)
    expect(users.events.at(-1)?.action).toBe('refresh_reuse')
  })

  test('refuses tokens that are forged, foreign or too old', async () => {
    const [ann, bob] = [await users.signUp(name()), await users.signUp(name())]
    const [annUser, ...rest] = ann.refresh_token.split('.')
    const [bobUser] = bob.refresh_token.split('.')
    for (const token of [
      '',
      'x',
      `${bobUser}.${rest.join('.')}`,
      `${annUser}.${rest[0]}.9.${rest[2]}`,
    ]) {
      expect(code(await refresh(token))).toBe('401 refresh_rejected')
    }
    users.clock.at += 31 * 86_400_000
    expect(code(await refresh(ann.refresh_token))).toBe('401 refresh_rejected')
  })

  test("takes the cookie from the platform's own pages only", async () => {
    const signedIn = await users.login((await users.register(name())).body.username)
    const [cookie = ''] = signedIn.headers.getSetCookie()
    expect(cookie).toMatch(/^bourse-refresh=.*; Path=\/; .*HttpOnly; SameSite=Strict$/)
    const from = (headers: Record<string, string>) =>
      users.send('/api/v1/auth/refresh', {
        method: 'POST',
        headers: { cookie: cookie.split(';')[0] ?? '', ...headers },
      })
    expect(code(await from({}))).toBe('403 origin_refused')
    expect(code(await from({ origin: 'https://evil.example' }))).toBe('403 origin_refused')
    expect(code(await from({ 'sec-fetch-site': 'cross-site' }))).toBe('403 origin_refused')
    expect((await from({ origin: 'http://localhost:8080' })).status).toBe(200)
    expect((await from({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test('over https the cookie is Secure and bound to the host', async () => {
    const secure = await startIdentity(fixture.store, { publicUrl: 'https://trade.example.com' })
    await secure.register(name())
    const { headers } = await secure.login(`person-${serial}`)
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-bourse-refresh=.*; Path=\/; .*; Secure$/)
    secure.stop()
  })
})

describe('sessions and passwords', () => {
  const deposit = (token: string) =>
    users.send('/api/v1/deposits', { token, body: { amount: '5' } })

  test('a sign-out ends the session where money is committed', async () => {
    const ann = await users.signUp(name())
    expect((await deposit(ann.access_token)).status).toBe(201)
    const out = await users.send('/api/v1/auth/logout', { method: 'POST', token: ann.access_token })
    expect([out.status, out.headers.getSetCookie()[0]?.includes('Max-Age=0')]).toEqual([204, true])
    const state = await users.identity.accounts.state(ann.user.id)
    expect(state?.sessions).toEqual({})
    expect((await deposit(ann.access_token)).status).toBe(401)
  })

  test('a device is signed out by its owner and by nobody else', async () => {
    const username = name()
    const [phone, laptop] = [await users.signUp(username), (await users.login(username)).body]
    const stranger = await users.signUp(name())
    const end = (token: string) =>
      users.send(`/api/v1/auth/sessions/${phone.session_id}`, { method: 'DELETE', token })
    expect(code(await end(stranger.access_token))).toBe('404 not_found')
    expect((await end(laptop.access_token)).status).toBe(204)
    expect((await deposit(phone.access_token)).status).toBe(401)
    expect((await deposit(laptop.access_token)).status).toBe(201)
  })

  test('a changed password ends every other session', async () => {
    const username = name()
    const [phone, laptop] = [await users.signUp(username), (await users.login(username)).body]
    const change = (current_password: string, new_password: string) =>
      users.send('/api/v1/auth/password', {
        token: laptop.access_token,
        body: { current_password, new_password },
      })
    expect(code(await change('wrong', `${PASSWORD} two`))).toBe('401 invalid_credentials')
    expect(code(await change(PASSWORD, 'short'))).toBe('422 weak_password')
    expect((await change(PASSWORD, `${PASSWORD} two`)).status).toBe(204)
    expect((await deposit(phone.access_token)).status).toBe(401)
    expect((await deposit(laptop.access_token)).status).toBe(201)
    expect((await users.login(username)).status).toBe(401)
    expect((await users.login(username, `${PASSWORD} two`)).status).toBe(200)
  })

  test('a reset token works once, also when it is raced, and ends every session', async () => {
    const admin = await users.admin(name())
    const username = name()
    const ann = await users.signUp(username)
    const link = await users.send(`/api/v1/admin/users/${ann.user.id}/password-reset`, {
      method: 'POST',
      token: admin.access_token,
    })
    const { token } = link.body
    expect(link.body.url).toEndWith(`/reset#${token}`)
    const reset = (password: string) =>
      users.send('/api/v1/auth/password-reset', { body: { token, password } })
    expect(code(await reset('short'))).toBe('422 weak_password')
    const raced = await Promise.all(Array.from({ length: 8 }, (_, n) => reset(`${PASSWORD} ${n}`)))
    expect(raced.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(raced.filter((a) => code(a) === '422 reset_token_invalid')).toHaveLength(7)
    expect((await deposit(ann.access_token)).status).toBe(401)
    expect((await users.login(username)).status).toBe(401)
  })

  test('a reset token is good for an hour', async () => {
    const admin = await users.admin(name())
    const ann = await users.signUp(name())
    const { body } = await users.send(`/api/v1/admin/users/${ann.user.id}/password-reset`, {
      method: 'POST',
      token: admin.access_token,
    })
    users.clock.at += 3_600_001
    const late = { body: { token: body.token, password: `${PASSWORD} x` } }
    expect(code(await users.send('/api/v1/auth/password-reset', late))).toBe(
      '422 reset_token_invalid',
    )
  })

  test('a profile changes by its owner; an address that is taken stays whose it is', async () => {
    const other = name()
    await users.register(other)
    const username = name()
    const ann = await users.signUp(username)
    const patch = (body: object) =>
      users.send('/api/v1/profile', { method: 'PATCH', token: ann.access_token, body })
    expect((await patch({ first_name: 'Anna' })).body.first_name).toBe('Anna')
    expect(code(await patch({ email: `${other}@example.com` }))).toBe('409 email_taken')
    expect((await patch({ email: `New-${username}@example.com` })).status).toBe(200)
    expect((await users.login(`new-${username}@example.com`)).status).toBe(200)
    expect((await users.login(`${username}@example.com`)).status).toBe(401)
    expect((await patch({ role: 'admin' })).status).toBe(422)
    const both = await Promise.all([patch({ last_name: 'X' }), patch({ last_name: 'Y' })])
    expect(both.map(({ status }) => status).every((s) => s === 200 || s === 409)).toBe(true)
  })
})
