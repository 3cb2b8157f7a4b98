// Proves the newcomer's way: an empty HOME, a PATH with node, npm and the shell that npm needs, a
// fresh clone, `npm start` twice and `npm test`. Ends with "N passed, N failed".
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MINUTE_MS = 60_000
const home = mkdtempSync(join(tmpdir(), 'bourse-newcomer-'))
const clone = join(home, 'bourse')
const running = new Set()
let passed = 0
let failed = 0

process.once('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL')
  rmSync(home, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

await main()

async function main() {
  const env = await newcomersEnvironment()
  await step('a fresh clone', () => mustRun('git', ['clone', '--quiet', '--no-local', ROOT, clone]))
  await step('npm start, from nothing', () => startAndStop(env, 5 * MINUTE_MS))
  await step('npm start, the second time', () => startAndStop(env, MINUTE_MS))
  await step('npm test', () => npmTest(env))
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

async function step(name, run) {
  const startedAt = performance.now()
  const problem =
    failed > 0
      ? 'not tried'
      : await run().then(
          () => undefined,
          (error) => error.message,
        )
  if (problem === undefined) passed++
  else failed++
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`newcomer: ${name}: ${problem ?? 'ok'} (${seconds} s)`)
}

async function newcomersEnvironment() {
  const bin = join(home, 'bin')
  const empty = join(home, 'home')
  for (const folder of [bin, empty]) mkdirSync(folder)
  for (const name of ['node', 'npm', 'sh']) symlinkSync(which(name), join(bin, name))
  // A machine's own certificates are part of its network, not of the newcomer's set-up.
  const network = Object.entries(process.env).filter(([name]) =>
    /_PROXY$|^NODE_EXTRA_CA_CERTS$|^SSL_CERT/i.test(name),
  )
  return {
    ...Object.fromEntries(network),
    HOME: empty,
    PATH: bin,
    PORT: String(await freePort()),
    METRICS_PORT: '0',
    MARKET_FEED: 'simulated',
  }
}

/** Starts the platform, asks for its health at the URL that it prints, and stops it. */
async function startAndStop(env, limitMs) {
  const child = start(env, ['start'], 'pipe')
  const exited = new Promise((resolve) => child.once('exit', resolve))
  try {
    const url = await within(limitMs, printedUrl(child), 'the URL was not printed in time')
    const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(5000) })
    if (!answer.ok) throw new Error(`${url}/healthz answered ${answer.status}`)
    // What Ctrl-C is: every process of the terminal's group gets it.
    killGroup(child, 'SIGINT')
    await within(MINUTE_MS, exited, 'Ctrl-C did not end it in time')
    const after = await fetch(new URL('/healthz', url)).then(
      () => 'answers',
      () => 'is silent',
    )
    if (after === 'answers') throw new Error('it still answers after Ctrl-C')
  } finally {
    killGroup(child, 'SIGKILL')
  }
}

function printedUrl(child) {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk) => {
      output += chunk
      const url = /Bourse is running at (https?:\/\/[^\s]+)/.exec(output)?.[1]
      if (url !== undefined) resolve(url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)))
  })
}

async function npmTest(env) {
  const child = start(env, ['test'], 'inherit')
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const code = await within(10 * MINUTE_MS, exited, 'npm test did not end in time')
  if (code !== 0) throw new Error(`npm test ended with ${code}`)
}

function start(env, args, output) {
  const stdio = ['ignore', output, output]
  const child = spawn(join(home, 'bin', 'npm'), args, { cwd: clone, env, stdio, detached: true })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group has ended already.
  }
}

async function within(ms, promise, message) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

async function mustRun(command, args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

function which(name) {
  const path = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  const found = path.find((candidate) => existsSync(candidate))
  if (found === undefined) throw new Error(`${name} is not on the PATH`)
  return found
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
