import { createServer } from 'node:net'
import { onStopSignal } from '@bourse/common/runtime/stop-signal'
import { childEnvironment, splitConfig } from './config'
import { fail, say } from './terminal'
import { findStore } from './with-store'

/** The order in which parts start; they stop the other way round, the gateway first. */
const TARGETS = ['users', 'assets', 'orders', 'gateway'] as const
type Target = (typeof TARGETS)[number]

const STARTS_IN_MS = 60_000

/** Runs gateway, users, assets and orders as processes of their own on one store, until Ctrl-C. */
const startSplit = async (): Promise<void> => {
  const config = splitConfig()
  const found = await findStore(config)
  if ('message' in found) return fail(found.message)
  if (found.runningAt !== undefined) return fail(`Bourse already runs at ${found.runningAt}.`)
  const ports = await portsFor(config.port)
  const children = new Map<Target, Bun.Subprocess>()
  let stopping = false
  const stop = async () => {
    stopping = true
    for (const target of TARGETS.toReversed()) await end(children.get(target))
    await found.close()
  }
  onStopSignal(async () => {
    await stop()
    process.exit()
  })
  for (const target of TARGETS) {
    const child = spawn(target, { ports, endpoint: found.endpoint, publicUrl: config.publicUrl })
    children.set(target, child)
    void child.exited.then((code) => {
      if (stopping) return
      fail(`${target} ended with code ${code}; stopping the others.`)
      void stop().then(() => process.exit(1))
    })
    if (!(await answers(ports[target], () => stopping || child.exitCode !== null))) return
  }
  say(`\nBourse is running at ${config.publicUrl} as ${TARGETS.length} processes.\n`)
  for (const target of TARGETS)
    say(`  ${target.padEnd(8)} port ${ports[target]}, process ${children.get(target)?.pid}`)
  say('\nCtrl-C stops all of them; data stays.')
}

type Ports = Readonly<Record<Target, number>>

const portsFor = async (gateway: number): Promise<Ports> => ({
  users: await freePort(),
  assets: await freePort(),
  orders: await freePort(),
  gateway,
})

const spawn = (
  target: Target,
  of: { ports: Ports; endpoint: string; publicUrl: string },
): Bun.Subprocess => {
  const at = (service: Target) => `http://127.0.0.1:${of.ports[service]}`
  return Bun.spawn([process.execPath, 'services/all-in-one/src/main.ts'], {
    stdout: 'inherit',
    stderr: 'inherit',
    env: childEnvironment({
      TARGET: target,
      PORT: String(of.ports[target]),
      METRICS_PORT: '0',
      PUBLIC_URL: of.publicUrl,
      DYNAMODB_ENDPOINT: of.endpoint,
      USERS_URL: at('users'),
      ASSETS_URL: at('assets'),
      ORDERS_URL: at('orders'),
      ...(target === 'gateway' ? {} : { HOST: '127.0.0.1' }),
    }),
  })
}

const end = async (child: Bun.Subprocess | undefined): Promise<void> => {
  if (!child || child.exitCode !== null) return
  child.kill('SIGTERM')
  await child.exited
}

/** Waits until the process accepts requests; false when it ended instead. */
const answers = async (port: number, ended: () => boolean): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < STARTS_IN_MS && !ended(); waitedMs += 50) {
    const healthy = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
    if (healthy) return true
    await Bun.sleep(50)
  }
  return false
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

await startSplit()
