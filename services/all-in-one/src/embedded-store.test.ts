import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@bourse/common/runtime/log'
import { type EmbeddedStore, randomLoopbackAddress, startEmbeddedStore } from './embedded-store'
import { embeddedStoreBinary } from './embedded-store-binary'
import { runningPlatform } from './embedded-store-claim'
import { isRunning, processesServing, processIdentity } from './embedded-store-proc'

const binary = embeddedStoreBinary()
const log = createLogger({ service: 'test', level: 'silent' })
const url = 'http://localhost:8080'

let dataDir = ''
const stores: EmbeddedStore[] = []
const platforms: Bun.Subprocess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bourse-store-'))
})
afterEach(async () => {
  for (const platform of platforms.splice(0)) {
    platform.kill('SIGKILL')
    await platform.exited
  }
  for (const store of stores.splice(0)) await store.stop()
  await eventually(() => processesServing(file()).length === 0)
  rmSync(dataDir, { recursive: true })
})

const file = () => join(dataDir, 'store.db')
const platformJson = () => JSON.parse(readFileSync(join(dataDir, 'platform.json'), 'utf8'))

async function start(): Promise<EmbeddedStore> {
  const result = await startEmbeddedStore({ dataDir, url, log })
  if (!result.ok) throw new Error(result.message)
  stores.push(result.store)
  return result.store
}

// A platform in a process of its own; its first line is the store's endpoint or the refusal.
async function startPlatform(before = '') {
  const source = `
    import { createLogger } from '@bourse/common/runtime/log'
    import { startEmbeddedStore } from '${import.meta.dir}/embedded-store.ts'
    ${before}
    const log = createLogger({ service: 'test', level: 'silent' })
    const result = await startEmbeddedStore({ dataDir: '${dataDir}', url: '${url}', log })
    console.log(result.ok ? result.store.endpoint : result.message)
    if (!result.ok) process.exit(1)`
  const child = Bun.spawn([process.execPath, '-e', source], {
    cwd: import.meta.dir,
    stdout: 'pipe',
  })
  platforms.push(child)
  const first = await child.stdout.pipeThrough(new TextDecoderStream()).getReader().read()
  return { child, said: (first.value ?? '').trim() }
}

async function call(endpoint: string, operation: string, body: object): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  })
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await holds()) return
    await Bun.sleep(10)
  }
  throw new Error('it did not come to hold within 4 s')
}

const table = {
  TableName: 'kept',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}
const item = { TableName: 'kept', Item: { id: { S: 'a' }, amount: { N: '1' } } }
const key = { TableName: 'kept', Key: { id: { S: 'a' } } }

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host)
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
  }).then((connected) => connected === true)
}

describe.skipIf(!binary.ok)('the embedded store', () => {
  test('answers on a loopback address that is not 127.0.0.1, and nowhere else', async () => {
    const { endpoint } = await start()
    const { hostname, port } = new URL(endpoint)
    expect(hostname).toMatch(/^127\.\d+\.\d+\.\d+$/)
    expect(hostname).not.toBe('127.0.0.1')
    expect(await canConnect(hostname, Number(port))).toBe(true)
    for (const other of ['127.0.0.1', '127.0.0.2', '0.0.0.0', '::1']) {
      expect([other, await canConnect(other, Number(port))]).toEqual([other, false])
    }
  })

  test('never draws 127.0.0.1, and draws another address each time', () => {
    const drawn = Array.from({ length: 5000 }, randomLoopbackAddress)
    for (const { host, port } of drawn) {
      expect(host).toMatch(/^127\.([1-9]\d*)\.\d+\.([1-9]\d*)$/)
      expect(port).toBeGreaterThanOrEqual(10_000)
      expect(port).toBeLessThan(30_000)
    }
    expect(new Set(drawn.map(({ host, port }) => `${host}:${port}`)).size).toBeGreaterThan(4990)
  })

  test('keeps what it acknowledged over kill -9, and comes back on the same address', async () => {
    const store = await start()
    const { endpoint, pid } = store
    expect((await call(endpoint, 'CreateTable', table)).status).toBe(200)
    expect((await call(endpoint, 'PutItem', item)).status).toBe(200)
    for (let round = 0; round < 3; round += 1) {
      const before = store.pid
      process.kill(before, 'SIGKILL')
      await eventually(() =>
        call(endpoint, 'GetItem', key).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      await eventually(() => platformJson().store.pid === store.pid && store.pid !== before)
    }
    expect(store.endpoint).toBe(endpoint)
    expect(store.pid).not.toBe(pid)
    expect(await (await call(endpoint, 'GetItem', key)).json()).toEqual({ Item: item.Item })
    expect(processesServing(file())).toHaveLength(1)
  })

  test('keeps its data over a stop and a start', async () => {
    const first = await start()
    await call(first.endpoint, 'CreateTable', table)
    await call(first.endpoint, 'PutItem', item)
    await first.stop()
    const second = await start()
    expect(await (await call(second.endpoint, 'GetItem', key)).json()).toEqual({ Item: item.Item })
  })

  test('is found through platform.json, which its owner alone may read', async () => {
    const store = await start()
    expect(platformJson()).toMatchObject({
      url,
      platform: { pid: process.pid },
      store: { endpoint: store.endpoint, pid: store.pid },
    })
    expect(statSync(join(dataDir, 'platform.json')).mode & 0o777).toBe(0o600)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(runningPlatform(dataDir)?.store.endpoint).toBe(store.endpoint)
    await store.stop()
    expect(runningPlatform(dataDir)).toBeUndefined()
    expect(processIdentity(store.pid)).toBeUndefined()
  })

  test('refuses a second platform in the folder with one sentence', async () => {
    const { child } = await startPlatform()
    const second = await startEmbeddedStore({ dataDir, url, log })
    expect(second).toEqual({
      ok: false,
      message: `Bourse already runs from this folder at ${url} (process ${child.pid}); stop it first, or set DATA_DIR to another folder.`,
    })
    expect(processesServing(file())).toHaveLength(1)
  })

  test('lets exactly one of several platforms that start at once have the folder', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => startPlatform()))
    const won = outcomes.filter(({ said }) => said.startsWith('http://127.'))
    expect(won).toHaveLength(1)
    expect(processesServing(file())).toHaveLength(1)
  })

  test('ends soon after kill -9 of its platform, and the next start works', async () => {
    const { child, said } = await startPlatform()
    await call(said, 'CreateTable', table)
    await call(said, 'PutItem', item)
    child.kill('SIGKILL')
    await child.exited
    await eventually(() => processesServing(file()).length === 0)
    expect(runningPlatform(dataDir)).toBeUndefined()
    const { endpoint } = await start()
    expect(await (await call(endpoint, 'GetItem', key)).json()).toEqual({ Item: item.Item })
  })

  test('starts right after kill -9 of the last platform, with one engine on the file', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { child, said } = await startPlatform()
      expect(said).toStartWith('http://127.')
      child.kill('SIGKILL')
      await child.exited
    }
    await start()
    expect(processesServing(file())).toHaveLength(1)
  })

  test('ends an orphan that outlived its platform before it opens the file', async () => {
    if (!binary.ok) throw new Error(binary.message)
    const args = ['serve', '--host', '127.77.7.7', '-p', '10777', '--db-path', file()]
    const orphan = Bun.spawn([binary.path, ...args], { stdout: 'ignore', stderr: 'ignore' })
    await eventually(() => processesServing(file()).length === 1)
    const store = await start()
    expect(await orphan.exited).not.toBe(0)
    expect(processesServing(file()).map(({ pid }) => pid)).toEqual([store.pid])
  })

  test('takes the number of a killed platform in another process for no platform', async () => {
    const { child } = await startPlatform()
    const stale = readFileSync(join(dataDir, 'platform.json'), 'utf8')
    child.kill('SIGKILL')
    await child.exited
    writeFileSync(join(dataDir, 'platform.json'), stale.replace(`${child.pid},`, `${process.pid},`))
    expect(platformJson().platform.pid).toBe(process.pid)
    expect(runningPlatform(dataDir)).toBeUndefined()
    await start()
  })

  test('survives Ctrl-C: a signal to the platform’s group does not reach it', async () => {
    const { child } = await startPlatform(`process.on('SIGINT', () => {})`)
    const { store } = platformJson()
    process.kill(child.pid, 'SIGINT')
    expect(isRunning(store)).toBe(true)
    const group = (pid: number) =>
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2]
    expect(group(store.pid)).not.toBe(group(child.pid))
  })

  test('says why it cannot start, and gives the folder free', async () => {
    writeFileSync(file(), 'this is no database, and long enough to be read as one'.repeat(100))
    const result = await startEmbeddedStore({ dataDir, url, log })
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('not a valid') })
    rmSync(file())
    await start()
  })
})

test.each(['darwin-arm64', 'linux-arm64', 'win32-x64'])(
  '%s is told which engine to use',
  (system) => {
    const result = embeddedStoreBinary(system)
    if (result.ok) throw new Error('found')
    expect(result.message).toContain(system)
    expect(result.message).toContain('DYNAMODB_ENDPOINT=http')
    expect(result.message).toContain('DYNAMODB_ENDPOINT=aws')
    expect(result.message).not.toContain('\n')
  },
)
