import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Forger, forge, tokenMutations } from '@bourse/common/security/token-mutations'
import { API } from '@bourse/contracts/api'
import { getBalance } from '@bourse/contracts/cash'
import type { Endpoint } from '@bourse/contracts/endpoint'
import { generateKeyPair, importJWK } from 'jose'
import { Person } from '../person'
import { type RunningPlatform, runPlatform } from '../run-platform'

const PROTECTED = Object.values(API).filter((endpoint) => endpoint.role !== 'public')

describe('forged tokens, spoofed identities', () => {
  let platform: RunningPlatform
  let ann: Person
  let forger: Forger
  /** The gateway, and the services behind it, reached directly. */
  let doors: { name: string; url: string }[]
  beforeAll(async () => {
    platform = await runPlatform({ mode: 'split' })
    ann = await new Person(platform.url, 'ann-forged').signUp()
    doors = doorsOf(platform)
    forger = await forgerOf(platform, ann)
  }, 90_000)
  afterAll(() => platform.remove())

  test('the same token without a fault is accepted, so the faults are what is refused', async () => {
    const good = await forge(forger)
    for (const door of doors.filter(({ name }) => name !== 'assets')) {
      const path = door.name === 'orders' ? '/api/v1/portfolio' : '/api/v1/balance'
      const headers = { authorization: `Bearer ${good}` }
      expect(await statusOf(`${door.url}${path}`, { headers })).toBe(200)
    }
  })

  test('every forged token is refused on every protected route of every door', async () => {
    const targets = doors.flatMap((door) =>
      routesOf(door.name).map((endpoint) => ({ door, endpoint })),
    )
    const accepted: string[] = []
    let tried = 0
    for (const { name, token } of await forgedTokens(forger)) {
      const headers = { authorization: `Bearer ${token}` }
      for (const { door, endpoint } of targets) {
        const status = await request(door.url, endpoint, headers)
        tried++
        if (status !== 401) accepted.push(`${door.name} ${endpoint.operation} ${name}: ${status}`)
      }
    }
    expect(accepted).toEqual([])
    expect(tried).toBeGreaterThan(2500)
    // The session that they all name is still live: none was refused for want of one.
    expect((await ann.call(getBalance, {})).status).toBe(200)
  }, 120_000)

  test('a refresh token is no access token', async () => {
    const headers = { authorization: `Bearer ${ann.tokens?.refresh_token}` }
    for (const door of doors) {
      const [first] = routesOf(door.name)
      if (first) expect(await request(door.url, first, headers)).toBe(401)
    }
  })

  test('headers that claim an identity open no door', async () => {
    const user = ann.tokens?.user.id ?? ''
    const claims = Object.fromEntries(
      ['x-user-id', 'x-user', 'x-roles', 'x-role', 'x-session-id', 'x-internal-user'].map(
        (name) => [name, name.includes('role') ? 'admin' : user],
      ),
    )
    for (const door of doors) {
      for (const endpoint of routesOf(door.name)) {
        expect(await request(door.url, endpoint, claims)).toBe(401)
      }
    }
  })
})

const doorsOf = (platform: RunningPlatform) =>
  [...platform.output().matchAll(/^ {2}(\w+) +port (\d+),/gm)].map(([, name = '', port]) => ({
    name,
    url: `http://127.0.0.1:${port}`,
  }))

/** Signs with the platform's own key, for a user and a session that are really there. */
const forgerOf = async (platform: RunningPlatform, person: Person): Promise<Forger> => {
  const folder = join(platform.dataDir, 'keys')
  const [file = ''] = readdirSync(folder)
  const { kid, jwk } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const { d: _, ...publicJwk } = jwk
  const ours = {
    privateKey: (await importJWK(jwk, 'EdDSA', { extractable: true })) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'EdDSA', { extractable: true })) as CryptoKey,
  }
  const token = person.tokens?.access_token.split('.')[1] ?? ''
  const claims = JSON.parse(Buffer.from(token, 'base64url').toString())
  return {
    ours,
    strangers: await generateKeyPair('EdDSA', { extractable: true }),
    kid,
    issuer: claims.iss,
    audience: claims.aud,
    nowS: Math.floor(Date.now() / 1000),
    subject: { sub: claims.sub, sid: claims.sid },
  }
}

/** Without those that HTTP itself mends: it takes the white space around a header's value away. */
const forgedTokens = async (forger: Forger): Promise<{ name: string; token: string }[]> => {
  const made = tokenMutations(forger).map(async ([name, make]) => ({ name, token: await make() }))
  return (await Promise.all(made)).filter(({ token }) => token.trim() === token)
}

const IN_ORDERS = /^\/api\/v1\/(orders|portfolio)/
const IN_ASSETS = /^\/api\/v1\/admin\/assets/

const serviceOf = ({ path }: Endpoint): string => {
  if (IN_ORDERS.test(path)) return 'orders'
  return IN_ASSETS.test(path) ? 'assets' : 'users'
}

const routesOf = (door: string): Endpoint[] =>
  PROTECTED.filter((endpoint) => door === 'gateway' || serviceOf(endpoint) === door)

const request = (
  url: string,
  endpoint: Endpoint,
  headers: Record<string, string>,
): Promise<number> =>
  statusOf(`${url}${endpoint.path.replace(/\{\w+\}/g, 'BTC')}`, {
    method: endpoint.method,
    headers: { ...headers, 'idempotency-key': 'forged', 'content-type': 'application/json' },
    ...(endpoint.method === 'GET' ? {} : { body: '{}' }),
  })

const statusOf = async (url: string, init: RequestInit): Promise<number> => {
  const response = await fetch(url, init)
  await response.arrayBuffer()
  return response.status
}
