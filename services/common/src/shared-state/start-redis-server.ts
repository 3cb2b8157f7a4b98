import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real Redis of a test's own: loopback only, nothing kept. */
export type RedisServer = {
  url: string
  kill(): Promise<void>
  /** On the same port as before, empty. */
  restart(): Promise<void>
  pause(): void
  resume(): void
  /** Ends it and removes its directory. */
  stop(): Promise<void>
}

/** The server's program, from REDIS_SERVER or the PATH; undefined where there is none. */
export function findRedisServer(): string | undefined {
  return Bun.env['REDIS_SERVER'] ?? Bun.which('redis-server') ?? undefined
}

/** Starts Redis on a random loopback port and waits until it answers (10 s at most). */
export async function startRedisServer(program: string): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'bourse-redis-'))
  const port = await freePort()
  let child = await launch(program, port, dir)
  const kill = async () => {
    child.kill('SIGKILL')
    await child.exited
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async () => {
      await kill()
      child = await launch(program, port, dir)
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    stop: async () => {
      await kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function launch(program: string, port: number, dir: string): Promise<Bun.Subprocess> {
  const flags = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const child = Bun.spawn([program, '--port', String(port), ...flags], {
    stdout: 'ignore',
    stderr: 'ignore',
  })
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (await accepts(port)) return child
    await Bun.sleep(20)
  }
  child.kill('SIGKILL')
  throw new Error(`redis-server did not listen on port ${port} within 10 s`)
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      open: (socket) => {
        socket.end()
        resolve(true)
      },
      data: () => undefined,
      connectError: () => resolve(false),
    },
  }).catch(() => resolve(false))
  return promise
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => {
      if (address !== null && typeof address === 'object') resolve(address.port)
      else reject(new Error('no free port'))
    })
  })
  return promise
}
