import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Mode = 'all-in-one' | 'split'

export interface RunOptions {
  readonly mode?: Mode
  /** Added to the environment; wins over what the harness sets. */
  readonly env?: Readonly<Record<string, string>>
  /** A folder of an earlier run, to start on its data. */
  readonly dataDir?: string
}

/** A platform in real processes with a data folder of its own, on loopback. */
export interface RunningPlatform {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly process: Bun.Subprocess
  /** Everything that it has printed so far. */
  readonly output: () => string
  /** SIGTERM, then waits for the end; answers the exit code. */
  readonly stop: () => Promise<number>
  /** Stops if it still runs, and removes the data. */
  readonly remove: () => Promise<void>
}

const SOURCE = new URL('../src/', import.meta.url).pathname
const READY_IN_MS = 60_000

/** Starts a platform and waits until it is ready. @throws with its output when it does not start */
export const runPlatform = async (options: RunOptions = {}): Promise<RunningPlatform> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bourse-platform-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = spawnPlatform({ ...options, dataDir, port })
  const stop = async () => {
    started.process.kill('SIGTERM')
    return started.process.exited
  }
  const remove = async () => {
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  const running = { url, port, dataDir, ...started, stop, remove }
  if (await isReady(running)) return running
  await remove()
  throw new Error(`the platform did not start:\n${started.output()}`)
}

/** Starts the processes without waiting: for what must fail to start. */
export const spawnPlatform = (options: RunOptions & { dataDir: string; port: number }) => {
  const entry = options.mode === 'split' ? 'start-split.ts' : 'main.ts'
  const child = Bun.spawn([process.execPath, `${SOURCE}${entry}`], {
    stdout: 'pipe',
    stderr: 'pipe',
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      DATA_DIR: options.dataDir,
      PORT: String(options.port),
      PUBLIC_URL: `http://127.0.0.1:${options.port}`,
      METRICS_PORT: '0',
      MARKET_FEED: 'simulated',
      RATE_LIMIT_SCALE: '10000',
      LOG_LEVEL: 'debug',
      BUN_CONFIG_MAX_HTTP_REQUESTS: '4096',
      ...options.env,
    },
  })
  const chunks: string[] = []
  const collected = Promise.all([collect(child.stdout, chunks), collect(child.stderr, chunks)])
  return { process: child, output: () => chunks.join(''), collected }
}

const collect = async (stream: ReadableStream<Uint8Array>, into: string[]): Promise<void> => {
  const decoder = new TextDecoder()
  for await (const chunk of stream) into.push(decoder.decode(chunk, { stream: true }))
}

/** Ready and with a market: the first prices come a moment after the door opens. */
const isReady = async (platform: { url: string; process: Bun.Subprocess }): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < READY_IN_MS; waitedMs += 50) {
    if (platform.process.exitCode !== null) return false
    if (await hasPrice(platform.url)) return true
    await Bun.sleep(50)
  }
  return false
}

const hasPrice = async (url: string): Promise<boolean> => {
  try {
    const ready = await fetch(`${url}/readyz`)
    const asset = await fetch(`${url}/api/v1/assets/BTC`)
    const body = (await asset.json()) as { price?: string | null; stale?: boolean }
    return ready.ok && typeof body.price === 'string' && body.stale === false
  } catch {
    return false
  }
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
