import { describe, expect, test } from 'bun:test'
import { pick, readConfig } from './config'
import { configurationMarkdown } from './configuration-markdown'
import { misspelt } from './misspelt'
import { durationMs, either, int, list, oneOf, onOff, origin, text, url } from './variable'
import { variables } from './variables'

describe('a kind of variable', () => {
  const cases: [string, { schema: { safeParse(value: string): unknown } }, string, unknown][] = [
    ['int takes its bounds', int(1, 10), '10', 10],
    ['int refuses a value past its bound', int(1, 10), '11', null],
    ['int refuses blanks', int(1, 10), ' 1', null],
    ['int refuses a leading zero', int(0, 10), '01', null],
    ['int refuses an exponent', int(0, 100), '1e1', null],
    ['int refuses a fraction', int(0, 10), '1.0', null],
    ['int refuses hexadecimal', int(0, 100), '0x10', null],
    ['durationMs refuses a unit', durationMs(0, 60_000), '5s', null],
    ['oneOf refuses another case', oneOf(['auto', 'manual']), 'Auto', null],
    ['onOff makes a boolean', onOff(), 'off', false],
    ['onOff refuses true', onOff(), 'true', null],
    ['text keeps its shape', text(/^[a-z]{3,5}$/, 'letters'), 'abc', 'abc'],
    ['url drops the closing slash', url('http'), 'http://a:1/', 'http://a:1'],
    ['url refuses another scheme', url('redis', 'rediss'), 'http://a:1', null],
    ['url refuses text without a host', url('http'), 'localhost:8080', null],
    ['origin refuses a path', origin(), 'https://a.example/x', null],
    ['list splits at commas', list(int(0, 9), { min: 1, max: 3 }), '1, 2,3', [1, 2, 3]],
    ['list refuses one bad item', list(int(0, 9), { min: 1, max: 3 }), '1,x', null],
    ['list refuses too many', list(int(0, 9), { min: 1, max: 2 }), '1,2,3', null],
    ['either takes the second', either(oneOf(['aws']), url('http')), 'http://a', 'http://a'],
  ]
  test.each(cases)('%s', (...[, kind, given, expected]) => {
    const parsed = kind.schema.safeParse(given)
    if (expected === null) expect(parsed).toMatchObject({ success: false })
    else expect(parsed).toMatchObject({ success: true, data: expected })
  })
})

describe('readConfig', () => {
  test('gives every default from an empty environment', () => {
    const result = readConfig(variables, {})
    if (!result.ok) throw new Error(result.message)
    expect(result.config).toMatchObject({
      target: 'all',
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      keysDir: '.data/keys',
      dynamodbEndpoint: 'embedded',
      jwksUrl: 'http://127.0.0.1:8081/.well-known/jwks.json',
      corsOrigins: [],
      usersUrl: ['http://127.0.0.1:8081'],
      demo: false,
    })
    expect(result.config.redisUrl).toBeUndefined()
  })

  test('derives defaults from what is given', () => {
    const result = readConfig(variables, {
      PORT: '9000',
      DATA_DIR: '/var/bourse',
      TARGET: 'users',
      USERS_URL: 'http://users:8080/, http://b:1',
    })
    if (!result.ok) throw new Error(result.message)
    expect(result.config).toMatchObject({
      publicUrl: 'http://localhost:9000',
      secretsDir: '/var/bourse/secrets',
      dynamodbEndpoint: 'aws',
      jwksUrl: 'http://users:8080/.well-known/jwks.json',
    })
  })

  test('names every bad variable with what was given and what is allowed', () => {
    const env = { PORT: '80a', DEMO: 'yes', MARKET_FEED: 'binance', FEE_BPS: '-1' }
    const result = readConfig(variables, env)
    if (result.ok) throw new Error('accepted')
    expect(result.message.split('\n')).toHaveLength(5)
    expect(result.message).toContain('PORT: was "80a"; allowed: a whole number from 1 to 65535')
    expect(result.message).toContain('DEMO: was "yes"; allowed: `on`, `off`')
    expect(result.message).toContain('MARKET_FEED: was "binance"')
    expect(result.message).toContain('FEE_BPS: was "-1"')
  })

  test('never shows a secret, nor the password within a URL', () => {
    const result = readConfig(variables, {
      REDIS_URL: 'http://:canary-1@redis',
      COINGECKO_API_KEY: 'canary 2',
      DYNAMODB_ENDPOINT: 'ftp://user:canary-3@store',
    })
    if (result.ok) throw new Error('accepted')
    expect(result.message.split('\n')).toHaveLength(4)
    expect(result.message).not.toContain('canary')
  })

  test('counts an empty variable as not set', () => {
    const result = readConfig(variables, { PORT: '', REDIS_URL: '' })
    expect(result).toMatchObject({ ok: true, config: { port: 8080 } })
  })

  test('freezes what it gives', () => {
    const result = readConfig(pick(variables, ['port']), {})
    if (!result.ok) throw new Error(result.message)
    expect(Object.isFrozen(result.config)).toBe(true)
    expect(Object.keys(result.config)).toEqual(['port'])
  })

  test('ends the process with code 1 and the message on standard error', () => {
    const script = `
      import { loadConfigOrExit } from '${import.meta.dir}/config.ts'
      import { variables } from '${import.meta.dir}/variables.ts'
      loadConfigOrExit(variables, { PORT: 'x', TRADING: 'never' })
      console.log('still running')`
    const child = Bun.spawnSync([process.execPath, '-e', script])
    expect(child.exitCode).toBe(1)
    expect(child.stdout.toString()).toBe('')
    expect(child.stderr.toString()).toContain('2 wrong variables')
  })
})

describe('misspelt', () => {
  test('notices names that are nearly ours', () => {
    const warnings = misspelt(['MARKET_FED', 'market_feed', 'METRIC_PORT'])
    expect(warnings.map((line) => line.split(' ').at(-2))).toEqual([
      'MARKET_FEED',
      'MARKET_FEED',
      'METRICS_PORT',
    ])
  })

  test('leaves the names of others alone', () => {
    const others = ['PATH', 'HOME', 'HOSTNAME', 'POST', 'LOGNAME', 'AWS_REGION', 'ORDERS_PORT']
    expect(misspelt([...others, 'USERS_SERVICE_HOST', 'PORT', 'REDIS_URL'])).toEqual([])
  })
})

test('the docs name every variable in one row', () => {
  const rows = configurationMarkdown()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.map((line) => line.split('`')[1])).toEqual(
    Object.values(variables).map((variable) => variable.name),
  )
})
