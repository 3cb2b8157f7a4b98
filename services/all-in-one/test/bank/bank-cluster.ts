import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@bourse/common/runtime/log'
import { type EmbeddedStore, startEmbeddedStore } from '../../src/embedded-store'
import { freePort } from '../run-platform'

export type Mode = 'all' | 'split'

/** Processes that are killed and started again, always on the same ports and data. */
export interface BankCluster {
  readonly url: string
  readonly dataDir: string
  /** What may be killed: the names of processes, the store among them. */
  readonly victims: readonly string[]
  /** SIGKILL; the process is started again at once. */
  readonly kill: (victim: string) => void
  readonly stop: () => Promise<void>
}

const ENTRY = new URL('../../src/main.ts', import.meta.url).pathname
const SERVICES = ['users', 'assets', 'orders', 'gateway'] as const

/** Starts the platform in either topology under a supervisor that restarts whatever dies. */
export const startBankCluster = async (mode: Mode): Promise<BankCluster> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bourse-bank-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const shared = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: dataDir,
    PUBLIC_URL: url,
    METRICS_PORT: '0',
    MARKET_FEED: 'simulated',
    RATE_LIMIT_SCALE: '100000',
    LOG_LEVEL: 'silent',
    BUN_CONFIG_MAX_HTTP_REQUESTS: '4096',
  }
  if (mode === 'all') {
    const platform = supervise({ ...shared, TARGET: 'all', PORT: String(port) })
    return {
      url,
      dataDir,
      victims: ['platform', 'store'],
      kill: (victim) => (victim === 'store' ? killStore(dataDir) : platform.kill()),
      stop: () => platform.stop(),
    }
  }
  const store = await openStore(dataDir, url)
  const ports = { users: await freePort(), assets: await freePort(), orders: await freePort() }
  const at = (name: keyof typeof ports) => `http://127.0.0.1:${ports[name]}`
  const env = {
    ...shared,
    DYNAMODB_ENDPOINT: store.endpoint,
    USERS_URL: at('users'),
    ASSETS_URL: at('assets'),
    ORDERS_URL: at('orders'),
  }
  const processes = new Map(
    SERVICES.map((name) => {
      const own = name === 'gateway' ? port : ports[name]
      return [name as string, supervise({ ...env, TARGET: name, PORT: String(own) })]
    }),
  )
  return {
    url,
    dataDir,
    victims: [...SERVICES, 'store'],
    kill: (victim) =>
      victim === 'store' ? process.kill(store.pid, 'SIGKILL') : processes.get(victim)?.kill(),
    stop: async () => {
      for (const name of SERVICES.toReversed()) await processes.get(name)?.stop()
      await store.stop()
    },
  }
}

const openStore = async (dataDir: string, url: string): Promise<EmbeddedStore> => {
  const log = createLogger({ service: 'bank', level: 'silent' })
  const started = await startEmbeddedStore({ dataDir, url, log })
  if (!started.ok) throw new Error(started.message)
  return started.store
}

/** Starts a process, and again whenever it ends, until it is stopped. */
const supervise = (env: Record<string, string>) => {
  let stopping = false
  let child = spawn(env)
  const watch = async () => {
    while (!stopping) {
      await child.exited
      if (stopping) return
      await Bun.sleep(50)
      child = spawn(env)
    }
  }
  void watch()
  return {
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      stopping = true
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

const spawn = (env: Record<string, string>): Bun.Subprocess =>
  Bun.spawn([process.execPath, ENTRY], { stdout: 'ignore', stderr: 'ignore', env })

/** The platform's own store, found as its tools find it. */
const killStore = (dataDir: string): void => {
  try {
    const { store } = JSON.parse(readFileSync(join(dataDir, 'platform.json'), 'utf8'))
    process.kill(store.pid, 'SIGKILL')
  } catch {
    // It is just starting or has just ended: this kill misses.
  }
}
