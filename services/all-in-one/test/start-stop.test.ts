import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDeposit, getBalance } from '@bourse/contracts/cash'
import { assetSymbol } from '@bourse/contracts/ids'
import { placeOrder } from '@bourse/contracts/orders'
import { Person } from './person'
import { freePort, type RunningPlatform, runPlatform, spawnPlatform } from './run-platform'
import { createAdmin, runTool } from './run-tool'

let running: RunningPlatform[] = []
const folders: string[] = []
afterEach(async () => {
  for (const platform of running) await platform.remove()
  running = []
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const start = async (options: Parameters<typeof runPlatform>[0] = {}): Promise<RunningPlatform> => {
  const platform = await runPlatform(options)
  running.push(platform)
  return platform
}

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'bourse-start-'))
  folders.push(made)
  return made
}

/** Starts what must fail; answers its exit code and everything that it said. */
const startInVain = async (options: {
  dataDir?: string
  port?: number
  env?: Record<string, string>
}) => {
  const spawned = spawnPlatform({
    dataDir: options.dataDir ?? folder(),
    port: options.port ?? (await freePort()),
    ...(options.env ? { env: options.env } : {}),
  })
  const code = await spawned.process.exited
  await spawned.collected
  return { code, said: spawned.output() }
}

const withMoney = async (platform: RunningPlatform): Promise<Person> => {
  const ann = await new Person(platform.url, 'ann-durable').signUp()
  await ann.get(createDeposit, { body: { amount: '700' }, idempotencyKey: 'd' })
  return ann
}

describe('starting and stopping', () => {
  test('keeps everything over a clean stop, and signs nobody out', async () => {
    const first = await start()
    const ann = await withMoney(first)
    expect(await first.stop()).toBe(0)
    const second = await start({ dataDir: first.dataDir })
    const again = new Person(second.url, ann.name)
    again.tokens = ann.tokens
    expect((await again.get(getBalance, {})).available).toBe('700.00')
  }, 60_000)

  test('a platform that is killed leaves nothing that blocks the next start or loses money', async () => {
    const first = await start()
    await withMoney(first)
    first.process.kill('SIGKILL')
    await first.process.exited
    const second = await start({ dataDir: first.dataDir })
    const ann = await new Person(second.url, 'ann-durable').signIn()
    expect((await ann.get(getBalance, {})).available).toBe('700.00')
  }, 60_000)

  test('a store that is killed comes back by itself', async () => {
    const platform = await start()
    const ann = await withMoney(platform)
    process.kill(storePid(platform), 'SIGKILL')
    for (let attempt = 0; attempt < 100; attempt++) {
      const result = await ann.call(getBalance, {})
      if (result.ok) return expect(result.data.available).toBe('700.00')
      expect(result.status).toBe(503)
      await Bun.sleep(100)
    }
    throw new Error('the store did not come back')
  }, 60_000)

  test('a second start from the same folder says in one sentence who runs there', async () => {
    const platform = await start()
    const { code, said } = await startInVain({ dataDir: platform.dataDir })
    expect(code).toBe(1)
    expect(said).toContain(`Bourse already runs from this folder at ${platform.url}`)
  }, 60_000)

  test('a port in use is said in one sentence', async () => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    const { code, said } = await startInVain({ port })
    other.close()
    expect(code).toBe(1)
    expect(said).toContain(`Port ${port} is already in use by another program; set PORT=`)
  }, 60_000)

  test('every wrong variable is named at once', async () => {
    const env = { FEE_BPS: 'many', WITHDRAWALS: 'maybe', TRADING: 'off' }
    const { code, said } = await startInVain({ env })
    expect(code).toBe(1)
    for (const name of Object.keys(env)) expect(said).toContain(name)
  })

  test('requests under way finish when it is asked to stop', async () => {
    const platform = await start()
    const ann = await withMoney(platform)
    let failed = 0
    const load = Array.from({ length: 40 }, (_, n) =>
      ann
        .call(createDeposit, { body: { amount: '1' }, idempotencyKey: `last-${n}` })
        .then((result) => {
          if (!result.ok) failed++
        }),
    )
    await Bun.sleep(5)
    const stopped = platform.stop()
    await Promise.all(load)
    expect([await stopped, failed]).toEqual([0, 0])
  }, 60_000)

  test('TRADING=halted takes no order and still moves cash', async () => {
    const platform = await start({ env: { TRADING: 'halted' } })
    const ann = await withMoney(platform)
    const order = {
      symbol: assetSymbol.parse('BTC'),
      side: 'buy',
      type: 'market',
      notional: '20',
    } as const
    expect(await ann.refusal(placeOrder, { body: order })).toBe('422 trading_halted')
  }, 60_000)

  test('the store listens on an address of its own, in a file that only its owner reads', async () => {
    const platform = await start()
    const file = join(platform.dataDir, 'platform.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const endpoint = new URL(JSON.parse(readFileSync(file, 'utf8')).store.endpoint)
    expect(endpoint.hostname).toMatch(/^127\.(?!0\.0\.1$)/)
    const elsewhere = fetch(`http://127.0.0.1:${endpoint.port}/`).then(
      () => 'answers',
      () => 'nobody there',
    )
    expect(await elsewhere).toBe('nobody there')
  }, 60_000)
})

describe('backup and restore', () => {
  test('of a running platform under load pass the audit in an empty folder', async () => {
    const platform = await start()
    const ann = await withMoney(platform)
    let writing = true
    const load = (async () => {
      for (let n = 0; writing; n++) {
        await ann.call(createDeposit, { body: { amount: '1' }, idempotencyKey: `load-${n}` })
      }
    })()
    const file = join(folder(), 'backup.ndjson')
    const backup = await runTool('backup', [file], platform.dataDir)
    writing = false
    await load
    expect(backup.output).toContain('Wrote')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await runTool('restore', [file], platform.dataDir)).output).toContain('stop it before')
    await platform.stop()
    const target = folder()
    const restored = await runTool('restore', [file], target)
    expect(restored.output).toContain('found nothing wrong')
    expect((await runTool('restore', [file], target)).output).toContain('already holds data')
    const copy = await start({ dataDir: target })
    const again = await new Person(copy.url, ann.name).signIn()
    const { available } = await again.get(getBalance, {})
    expect(Number(available)).toBeGreaterThanOrEqual(700)
    await again.get(createDeposit, { body: { amount: '3' }, idempotencyKey: 'after' })
  }, 120_000)

  test('a file that is cut or changed is refused, and nothing of it is kept', async () => {
    const platform = await start()
    await withMoney(platform)
    const file = join(folder(), 'backup.ndjson')
    await runTool('backup', [file], platform.dataDir)
    const text = readFileSync(file, 'utf8')
    const cut = join(folder(), 'cut.ndjson')
    writeFileSync(cut, text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))
    const edited = join(folder(), 'edited.ndjson')
    writeFileSync(edited, text.replace('700000000', '900000000'))
    expect(text).toContain('700000000')
    for (const bad of [cut, edited]) {
      const { code, output } = await runTool('restore', [bad], folder())
      expect([code, output]).toEqual([1, expect.stringContaining('not a whole backup')])
    }
  }, 60_000)
})

test('the first administrator is made with the platform running or not', async () => {
  const platform = await start()
  await createAdmin(platform, 'admin-running')
  await platform.stop()
  const made = await runTool('admin-create', ['admin-stopped'], platform.dataDir)
  expect(made.output).toContain('shown only now')
  expect((await runTool('admin-create', ['X'], platform.dataDir)).code).toBe(1)
}, 60_000)

const storePid = (platform: RunningPlatform): number =>
  JSON.parse(readFileSync(join(platform.dataDir, 'platform.json'), 'utf8')).store.pid
