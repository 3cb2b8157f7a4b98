import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from './log'
import type { LogFields } from './log-fields'

const folder = mkdtempSync(join(tmpdir(), 'bourse-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

const canary = 'canary-7f3a-hunter2'

function linesOf(write: (log: ReturnType<typeof createLogger>) => void): string {
  const path = join(folder, `${crypto.randomUUID()}.log`)
  const log = createLogger({ service: 'test', level: 'debug', destination: openSync(path, 'a') })
  write(log)
  log.flush()
  return readFileSync(path, 'utf8')
}

// What a careless caller could pass in spite of the types.
function careless(fields: object): LogFields {
  return fields as LogFields
}

class CanaryError extends Error {
  override name = `Error ${canary}!`
  readonly password = canary
}

const odd: [string, object][] = [
  ['an unknown key', { password: canary }],
  ['the name of a key', { [canary]: 1 }],
  ['a nested object under a known key', { request_id: { token: canary } }],
  ['a list under a known key', { code: [canary] }],
  ['headers', { headers: { authorization: `Bearer ${canary}`, cookie: canary } }],
  ['a Headers object', { headers: new Headers({ cookie: canary }) }],
  ['a known key with a sentence', { reason: `wrong password ${canary}` }],
  ['a known key with a URL', { upstream: `redis://:${canary}@host` }],
  ['a number key with text', { status: canary }],
  ['an error’s message', { err: new Error(canary) }],
  ['an error’s message of several lines', { err: new Error(`a\n    at ${canary} (${canary})`) }],
  ['an error’s own fields and name', { err: new CanaryError('x') }],
  ['an error’s cause', { err: new Error('x', { cause: new Error(canary) }) }],
  ['a cause that is text', { err: new Error('x', { cause: canary }) }],
  ['an error’s code', { err: Object.assign(new Error('x'), { code: `E ${canary}` }) }],
  ['an AggregateError', { err: new AggregateError([new Error(canary)], canary) }],
  ['thrown text', { err: canary }],
  ['a toJSON', { err: { toJSON: () => canary } }],
  ['an error that quotes its input', { err: caught(() => new URL(canary)) }],
  ['a parser that quotes its input', { err: caught(() => JSON.parse(`{${canary}`)) }],
]

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (err) {
    return err
  }
}

describe('a secret never reaches the log', () => {
  test.each(odd)('in %s', (_, fields) => {
    const line = linesOf((log) => log.error('failed', careless(fields)))
    expect(line).not.toContain('canary')
    expect(line).not.toContain('hunter2')
    expect(JSON.parse(line)).toMatchObject({ level: 'error', msg: 'failed', service: 'test' })
  })

  test('in the fields of a child', () => {
    const line = linesOf((log) => log.child(careless({ token: canary })).info('served'))
    expect(line).not.toContain('canary')
  })

  test('in a message that was made at run time', () => {
    const line = linesOf((log) => {
      const made: string = canary
      // @ts-expect-error a message must be a literal
      log.info(`signed in with ${made}`)
      // @ts-expect-error a message must be a literal
      log.info(made)
    })
    expect(line).not.toContain('canary')
    expect(line.match(/\[dropped\]/g)).toHaveLength(2)
  })
})

test('a line keeps what is known to be safe, and counts what was dropped', () => {
  const fields = { request_id: 'req_1', route: '/api/v1/orders/{id}', status: 201, ms: 1.5 }
  const line = linesOf((log) => log.info('request', careless({ ...fields, password: canary })))
  expect(JSON.parse(line)).toMatchObject({ ...fields, dropped: 1 })
})

test('an error keeps its name, code and places', () => {
  const err = Object.assign(new TypeError('x'), { code: 'ECONNREFUSED' })
  const line = JSON.parse(linesOf((log) => log.error('failed', { err })))
  expect(line.err).toMatchObject({ name: 'TypeError', code: 'ECONNREFUSED' })
  expect(line.err.at[0]).toContain('log.test.ts')
})

describe('in a process of its own', () => {
  const run = (body: string) => {
    const source = `
      import { createLogger } from '${import.meta.dir}/log.ts'
      import { logCrashes } from '${import.meta.dir}/crash-log.ts'
      const log = createLogger({ service: 'test', level: 'auto' })
      logCrashes(log)
      ${body}`
    return Bun.spawnSync([process.execPath, '-e', source])
  }

  test('what is buffered is written at exit', () => {
    const child = run(`log.info('first'); log.debug('hidden'); process.exit(0)`)
    expect(JSON.parse(child.stdout.toString()).msg).toBe('first')
  })

  test('an uncaught error ends it with code 1 and without its message', () => {
    const child = run(`setTimeout(() => { throw new Error('${canary}') }, 1)`)
    expect(child.exitCode).toBe(1)
    expect(child.stdout.toString()).toContain('uncaught error')
    expect(child.stdout.toString() + child.stderr.toString()).not.toContain('canary')
  })

  test('a rejected promise that nobody awaits ends it the same way', () => {
    const child = run(`Promise.reject(new Error('${canary}')); setTimeout(() => {}, 5000)`)
    expect(child.exitCode).toBe(1)
    expect(child.stdout.toString() + child.stderr.toString()).not.toContain('canary')
  })
})
