import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDeposit } from '@bourse/contracts/cash'
import { changePassword, login, refresh, register } from '@bourse/contracts/users'
import { Person } from '../person'
import { type RunningPlatform, runPlatform } from '../run-platform'

const SECRET = 'canary lantern velvet 7731'

describe('secrets', () => {
  let platform: RunningPlatform
  const answers: string[] = []
  beforeAll(async () => {
    // A Redis that is not there: its password must not show in the complaints about that either.
    platform = await runPlatform({ env: { REDIS_URL: 'redis://:canary-redis-pass@127.0.0.1:1/0' } })
  }, 90_000)
  afterAll(() => platform.remove())

  test('stand in no log, error or metric', async () => {
    const secrets = [SECRET, 'canary-redis-pass', ...(await useThem())]
    await Bun.sleep(1500)
    const everything = `${platform.output()}\n${answers.join('\n')}\n${await metrics()}`
    expect(everything).toContain('bourse_security_events_total')
    expect(everything).toContain('"msg":"request"')
    expect(secrets.length).toBeGreaterThan(6)
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([])
  }, 60_000)

  /** Uses each secret rightly and wrongly; returns those that the platform made. */
  const useThem = async (): Promise<string[]> => {
    const ann = await new Person(platform.url, 'ann-canary', SECRET).signUp()
    const first = ann.tokens
    const next = await ann.get(refresh, { body: { refresh_token: first?.refresh_token } })
    const wrong = `${SECRET} wrong`
    for (const body of [
      { username: 'ann-canary', password: wrong },
      { username: SECRET, password: SECRET },
    ]) {
      answers.push(JSON.stringify(await ann.call(login, { body })))
    }
    const bad = { username: 'X', email: SECRET, password: SECRET, first_name: '', last_name: '' }
    answers.push(JSON.stringify(await ann.call(register, { body: bad })))
    const change = { current_password: wrong, new_password: SECRET }
    answers.push(JSON.stringify(await ann.call(changePassword, { body: change })))
    await ann.get(createDeposit, { body: { amount: '5' }, idempotencyKey: 'd' })
    answers.push(await raw('/api/v1/auth/login', `{"username":"a","password":"${SECRET}`))
    answers.push(
      await raw(
        '/api/v1/auth/refresh',
        JSON.stringify({ refresh_token: `${first?.refresh_token}x` }),
      ),
    )
    const tokens = [first, next].flatMap((t) => (t ? [t.access_token, t.refresh_token] : []))
    return [...tokens, ...filesIn('keys'), ...filesIn('secrets')]
  }

  const raw = async (path: string, body: string): Promise<string> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` }
    const response = await fetch(`${platform.url}${path}`, { method: 'POST', headers, body })
    return response.text()
  }

  /** Private key material and generated secrets, as the files hold them. */
  const filesIn = (folder: string): string[] =>
    readdirSync(join(platform.dataDir, folder)).map((file) => {
      const text = readFileSync(join(platform.dataDir, folder, file), 'utf8').trim()
      return text.startsWith('{') ? (JSON.parse(text).jwk.d as string) : text
    })

  const metrics = async (): Promise<string> => {
    const [, url = ''] = /Metrics\s+(\S+)/.exec(platform.output()) ?? []
    return (await fetch(url)).text()
  }
})
