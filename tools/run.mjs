#!/usr/bin/env node
// The launcher behind every npm script. It needs Node alone: it brings Bun, installs the packages
// when they are missing or changed, and runs the command with Bun.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMANDS = {
  start: ['services/all-in-one/src/main.ts', 'everything in one process, with an embedded store'],
  'start:split': [
    'services/all-in-one/src/start-split.ts',
    'gateway, users, assets and orders as separate processes',
  ],
  dev: ['services/all-in-one/src/dev.ts', 'the same with hot reload of what changes'],
  test: ['tools/test.ts', 'every test that can run here; --coverage enforces the bars'],
  'test:bank': [
    'services/all-in-one/test/bank/bank-test.ts',
    'many clients, repeats and kills, then the ledger against its promises',
  ],
  verify: ['tools/verify.ts', 'everything that needs nothing running: format, lint, types, ...'],
  generate: ['tools/generate.ts', 'write the generated files anew'],
  backup: ['services/all-in-one/src/backup.ts', 'the whole store to a file'],
  restore: ['services/all-in-one/src/restore.ts', 'a backup into an empty store'],
  'admin:create': ['services/all-in-one/src/admin-create.ts', 'make an admin, or an account one'],
}

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.bourse-stamp')

const NPM_OPTIONS = [
  '--global=false',
  '--no-save',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]
const UNREACHABLE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|ConnectionRefused|ConnectionClosed|FailedToOpenSocket|Timeout|DNS|network/

await main(process.argv.slice(2))

async function main([name, ...args]) {
  const [major] = process.versions.node.split('.')
  if (Number(major) < 20) {
    fail(`Bourse needs Node 20 or newer, and this is ${process.versions.node}: see nodejs.org.`)
  }
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined
  if (command === undefined) fail(usage(name))
  const bun = bringBun(readJson(join(ROOT, 'package.json')).devDependencies.bun)
  installPackages(bun)
  process.exitCode = await run(bun, name, [command[0], ...args])
}

/** The path of a working Bun of this version, fetched into .tools at the first call. */
function bringBun(version) {
  const home = join(ROOT, '.tools', `bun-${version}`)
  const present = bunIn(home)
  if (present !== undefined) return present
  say(`Fetching Bun ${version} (once) ...`)
  // Made aside and renamed when it works, so that an interrupted run leaves nothing half done.
  dropAbandoned()
  const partial = join(ROOT, '.tools', `.partial-${process.pid}`)
  process.once('exit', () => rmSync(partial, { recursive: true, force: true }))
  const result = npm(['install', '--prefix', partial, ...NPM_OPTIONS, `bun@${version}`])
  if (result.status !== 0) failInstall(`Bun ${version}`, result)
  const path = findBun(partial, version)
  if (path === undefined) {
    fail(`The bun package from npm does not run here (${process.platform} ${process.arch}).`)
  }
  writeFileSync(join(partial, 'bun-path'), path)
  if (bunIn(home) === undefined) {
    rmSync(home, { recursive: true, force: true })
    renameSync(partial, home)
  }
  return bunIn(home)
}

// What a launcher that was killed in the middle left behind.
function dropAbandoned() {
  const tools = join(ROOT, '.tools')
  const partials = existsSync(tools)
    ? readdirSync(tools).filter((name) => /^\.partial-/.test(name))
    : []
  for (const name of partials) {
    if (!isRunning(Number(name.slice('.partial-'.length)))) {
      rmSync(join(tools, name), { recursive: true, force: true })
    }
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The binary that was seen working when it was fetched, if it is still there. */
function bunIn(home) {
  const path = readIfThere(join(home, 'bun-path'))
  return path !== undefined && existsSync(join(home, path)) ? join(home, path) : undefined
}

// npm may skip the install script that puts the binary in place: then the platform's own package
// holds it.
function findBun(home, version) {
  const scope = join(home, 'node_modules', '@oven')
  const platform = existsSync(scope) ? readdirSync(scope) : []
  const candidates = [
    'node_modules/bun/bin/bun.exe',
    ...platform.map((name) => `node_modules/@oven/${name}/bin/bun`),
    ...platform.map((name) => `node_modules/@oven/${name}/bin/bun.exe`),
  ]
  return candidates.find((path) => versionOf(join(home, path)) === version)
}

function versionOf(bun) {
  const { status, stdout } = spawnSync(bun, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

function npm(args) {
  const script = process.env.npm_execpath
  const options = { cwd: ROOT, encoding: 'utf8' }
  return script?.endsWith('.js')
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

/** Installs what the lockfile says, unless this very state was installed before. */
function installPackages(bun) {
  if (readIfThere(STAMP) === stamp()) return
  say('Installing packages (when they change) ...')
  const result = spawnSync(bun, ['install', '--frozen-lockfile'], { cwd: ROOT, encoding: 'utf8' })
  if (result.status !== 0) failInstall('The packages', result)
  writeFileSync(STAMP, stamp())
}

// npm's own lockfile in node_modules is part of it: an npm install in between changes the tree.
function stamp() {
  const hash = createHash('sha256')
  for (const path of ['bun.lock', 'bunfig.toml', ...packageFiles()]) {
    hash.update(`${path}\0${readIfThere(join(ROOT, path)) ?? ''}\0`)
  }
  const npmTree = statSync(join(MODULES, '.package-lock.json'), { throwIfNoEntry: false })
  return hash.update(String(npmTree?.mtimeMs)).digest('hex')
}

function packageFiles() {
  const folders = readJson(join(ROOT, 'package.json')).workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    return readdirSync(join(ROOT, parent))
      .sort()
      .map((name) => `${parent}/${name}`)
  })
  return ['package.json', ...folders.map((folder) => `${folder}/package.json`)]
}

/** Runs the command to its end and gives its exit code. */
function run(bun, name, args) {
  const child = spawn(bun, ['--preload', './tools/stop-with-launcher.ts', ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    // A group of its own: Ctrl-C reaches every process of the terminal's group and comes from npm
    // once more; the child shall get it once, from here.
    detached: true,
    env: {
      BUN_CONFIG_MAX_HTTP_REQUESTS: '4096',
      ...process.env,
      ...(name === 'start' ? { TARGET: process.env.TARGET || 'all' } : {}),
      BOURSE_LAUNCHER_PID: String(process.pid),
    },
  })
  forwardSignals(child)
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`Bun could not be started: ${error.message}`))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

function forwardSignals(child) {
  let lastAt = Number.NEGATIVE_INFINITY
  const forward = (signal) => {
    // The same Ctrl-C comes from the terminal and from npm: within half a second it is one.
    if (performance.now() - lastAt > 500) child.kill(signal)
    lastAt = performance.now()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  // npm killed outright: nobody is left to stop the platform, so it stops now.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === undefined) return
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    forward('SIGTERM')
  }, 1000)
  watch.unref()
}

function failInstall(what, { stdout, stderr, error }) {
  const output = [stdout, stderr, error?.message].filter(Boolean).join('\n')
  if (UNREACHABLE.test(output)) {
    fail(
      `${what} could not be fetched because the package registry does not answer; check the network (or the proxy that npm is told to use) and run this again.`,
    )
  }
  fail(`${output}\n${what} could not be installed, for the reason above.`)
}

function usage(name) {
  const lines = Object.entries(COMMANDS).map(
    ([key, [, words]]) => `  ${`npm run ${key}`.padEnd(22)} ${words}`,
  )
  const heading =
    name === undefined ? 'Say what to run:' : `There is no command "${name}". There are:`
  return [heading, ...lines].join('\n')
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(message) {
  say(message)
  process.exit(1)
}
