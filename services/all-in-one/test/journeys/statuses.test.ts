import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { API } from '@bourse/contracts/api'
import type { Endpoint } from '@bourse/contracts/endpoint'
import { PASSWORD } from '../person'
import { type RunningPlatform, runPlatform } from '../run-platform'
import { createAdmin } from '../run-tool'
import { declaredStatuses, StatusRecorder } from '../status-recorder'

const ENDPOINTS = Object.values(API)
const NOBODY = `usr_${'0'.repeat(26)}`
const DECIDED_HERE = [200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429]

describe('every status that a route declares', () => {
  let platform: RunningPlatform
  let api: StatusRecorder
  const tokens = { ann: '', admin: '' }
  beforeAll(async () => {
    platform = await runPlatform({ env: { WITHDRAWALS: 'manual', RATE_LIMIT_SCALE: '1' } })
    api = new StatusRecorder((request) => fetch(toPlatform(platform.url, request)))
    tokens.admin = (await createAdmin(platform, 'root-status')).tokens?.access_token ?? ''
  }, 90_000)
  afterAll(() => platform.remove())

  const tokenFor = (endpoint: Endpoint): string | undefined =>
    endpoint.role === 'public' ? undefined : endpoint.role === 'admin' ? tokens.admin : tokens.ann

  test('that succeeds, does', async () => {
    const person = { first_name: 'A', last_name: 'B', password: PASSWORD }
    const ann = { ...person, username: 'ann-status', email: 'ann-status@example.com' }
    const { body: profile } = await api.call('register', { body: ann })
    const signIn = { username: ann.username, password: PASSWORD }
    const phone = (await api.call('login', { body: signIn })).body
    const laptop = (await api.call('login', { body: signIn })).body
    tokens.ann = (
      await api.call('refresh', { body: { refresh_token: laptop.refresh_token } })
    ).body.access_token
    const token = tokens.ann
    await api.call('createDeposit', { token, body: { amount: '900' } })
    for (const key of ['yes', 'no']) {
      const headers = { 'idempotency-key': key }
      await api.call('createWithdrawal', { token, body: { amount: '20' }, headers })
    }
    const order = { symbol: 'BTC', side: 'buy', type: 'market', notional: '50' }
    const { body: bought } = await api.call('placeOrder', { token, body: order })
    await api.call('getOrder', { token, params: { id: bought.id } })
    await api.call('getHolding', { token, params: { symbol: 'BTC' } })
    await api.call('getAsset', { params: { symbol: 'BTC' } })
    await api.call('updateProfile', { token, body: { first_name: 'Anna' } })
    const params = { id: profile.id }
    const admin = { token: tokens.admin, params, body: { reason: 'test' } }
    await api.call('getUser', { token: tokens.admin, params })
    await api.call('freezeUser', admin)
    for (const operation of ['createDeposit', 'createWithdrawal']) {
      await api.call(operation, { token, body: { amount: '5' } })
    }
    await api.call('placeOrder', { token, body: order })
    await api.call('unfreezeUser', admin)
    const id = (key: string) => ({ id: `${profile.id}.${key}` })
    await api.call('approveWithdrawal', { token: tokens.admin, params: id('yes') })
    await api.call('rejectWithdrawal', { ...admin, params: id('no') })
    await api.call('approveWithdrawal', { token: tokens.admin, params: id('no') })
    await api.call('rejectWithdrawal', { ...admin, params: id('no') })
    await api.call('updateAsset', {
      token: tokens.admin,
      params: { symbol: 'SOL' },
      body: { status: 'active', reason: 'test' },
    })
    for (const endpoint of ENDPOINTS.filter((e) => e.method === 'GET' && !e.params)) {
      await api.call(endpoint.operation, { token: tokenFor(endpoint) })
    }
    await api.call('cancelOrder', { token, params: { id: bought.id } })
    await api.call('register', { body: ann })
    await api.call('register', { body: { ...ann, username: 'other-status' } })
    await raceProfile(token)
    await api.call('changePassword', {
      token,
      body: { current_password: PASSWORD, new_password: `${PASSWORD} 2` },
    })
    await api.call('revokeSession', { token, params: { id: phone.session_id } })
    await api.call('revokeSession', { token, params: { id: laptop.session_id } })
    const link = (await api.call('createResetLink', { token: tokens.admin, params })).body
    await api.call('resetPassword', { body: { token: link.token, password: PASSWORD } })
    const last = (await api.call('login', { body: signIn })).body.access_token
    await api.call('logout', { token: last })
    tokens.ann = (await api.call('login', { body: signIn })).body.access_token
  }, 60_000)

  test('that refuses for want of a token or a role, does', async () => {
    for (const endpoint of ENDPOINTS.filter((e) => e.role !== 'public')) {
      await api.call(endpoint.operation)
      if (endpoint.role === 'admin') await api.call(endpoint.operation, { token: tokens.ann })
    }
    await api.call('login', { body: { username: 'nobody-here', password: 'x' } })
    await api.call('refresh', { body: { refresh_token: 'x' } })
    const wrong = { current_password: 'wrong', new_password: `${PASSWORD} 3` }
    await api.call('changePassword', { token: tokens.ann, body: wrong })
    const cookie = 'bourse-refresh=x'
    await api.call('refresh', { headers: { cookie, origin: 'https://evil.example' } })
  })

  test('that refuses a bad request, does', async () => {
    for (const endpoint of ENDPOINTS.filter((e) => e.body)) {
      const { operation } = endpoint
      const token = tokenFor(endpoint)
      await api.call(operation, { token, body: '{"a":' })
      await api.call(operation, { token, body: '"x"', headers: { 'content-type': 'text/plain' } })
      await api.call(operation, { token, body: `"${'x'.repeat(70_000)}"` })
      await api.call(operation, { token, body: { nonsense: true } })
    }
    for (const endpoint of ENDPOINTS.filter((e) => !e.body && (e.query || e.params))) {
      await api.call(endpoint.operation, { token: tokenFor(endpoint), query: 'nonsense=1' })
    }
    for (const operation of ['createDeposit', 'createWithdrawal']) {
      const headers = { 'idempotency-key': '' }
      await api.call(operation, { token: tokens.ann, body: { amount: '5' }, headers })
    }
  })

  test('that finds nothing, says so', async () => {
    const body = { reason: 'x' }
    const admin = { token: tokens.admin, params: { id: NOBODY } }
    for (const operation of ['getUser', 'createResetLink']) await api.call(operation, admin)
    for (const operation of ['freezeUser', 'unfreezeUser'])
      await api.call(operation, { ...admin, body })
    const withdrawal = { token: tokens.admin, params: { id: `${NOBODY}.none` } }
    await api.call('approveWithdrawal', withdrawal)
    await api.call('rejectWithdrawal', { ...withdrawal, body })
    await api.call('updateAsset', {
      token: tokens.admin,
      params: { symbol: 'NOSUCH' },
      body: { status: 'halted', reason: 'x' },
    })
    await api.call('getAsset', { params: { symbol: 'NOSUCH' } })
    const token = tokens.ann
    await api.call('getHolding', { token, params: { symbol: 'DOGE' } })
    for (const operation of ['getOrder', 'cancelOrder']) {
      await api.call(operation, { token, params: { id: 'none' } })
    }
    await api.call('revokeSession', { token, params: { id: `ses_${'0'.repeat(26)}` } })
  })

  test('that is rate limited, is', async () => {
    // A sign-out that slips through ends the session that the others need: it comes last.
    const isLogout = ({ operation }: Endpoint) => Number(operation === 'logout')
    for (const endpoint of ENDPOINTS.toSorted((a, b) => isLogout(a) - isLogout(b))) {
      const call = () => api.call(endpoint.operation, { token: tokenFor(endpoint) })
      let left = 1500
      while (left > 0) {
        const answers = await Promise.all(Array.from({ length: 50 }, call))
        left = answers.some(({ status }) => status === 429) ? -1 : left - 50
      }
      expect([endpoint.operation, left]).toEqual([endpoint.operation, -1])
    }
  }, 120_000)

  test('none of these is missing', () => {
    expect(api.missing(DECIDED_HERE)).toEqual([])
    expect(ENDPOINTS.flatMap((e) => [...declaredStatuses(e)]).length).toBeGreaterThan(250)
  })

  /** Two changes of one profile at once: one of some pairs finds the other's change. */
  const raceProfile = async (token: string): Promise<void> => {
    for (let attempt = 0; attempt < 50; attempt++) {
      const answers = await Promise.all(
        ['X', 'Y', 'Z'].map((last_name) =>
          api.call('updateProfile', { token, body: { last_name } }),
        ),
      )
      if (answers.some(({ status }) => status === 409)) return
    }
  }
})

const toPlatform = (url: string, request: Request): Request => {
  const { pathname, search } = new URL(request.url)
  return new Request(`${url}${pathname}${search}`, request)
}
