import { join } from 'node:path'
import { coverageByPart, coverageTable, reachesBar } from './coverage'
import { ROOT } from './project-files'
import { testResources } from './test-resources'
import { verify, verifySteps } from './verify'

interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const COVERAGE = join(ROOT, 'coverage')
// A deadline is only there for what hangs: machines are slow and shared.
const OPTIONS = ['--only-failures', '--timeout=60000']
const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 }

await main(process.argv.slice(2))

// npm test [--coverage] [part of a file name ...]: the checks of verify, then every suite.
async function main(args: readonly string[]): Promise<void> {
  const only = args.filter((arg) => !arg.startsWith('--'))
  const enforce = args.includes('--coverage') || Boolean(process.env['CI'])
  // The architecture test is one of the suites below.
  const steps = only.length > 0 ? [] : verifySteps().filter(({ name }) => name !== 'architecture')
  const checks = { ...(await verify(steps)), skipped: 0 }
  const suites = await runSuites(only)
  const coverage = only.length > 0 ? NOTHING : await judgeCoverage(enforce)
  report([checks, suites, coverage])
}

async function runSuites(only: readonly string[]): Promise<Tally> {
  const report = ['--coverage', '--coverage-reporter=lcov', `--coverage-dir=${COVERAGE}`]
  const paths = only.length > 0 ? only : ['./services/', './tools/', './web/']
  const child = Bun.spawn([process.execPath, 'test', ...OPTIONS, ...report, ...paths], {
    cwd: ROOT,
    env: { ...process.env, ...resourceVariables() },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'pipe',
  })
  const output = await echoed(child.stderr)
  const code = await child.exited
  const counted = {
    passed: last(output, 'pass'),
    failed: last(output, 'fail'),
    skipped: last(output, 'skip'),
  }
  // A runner that died, or ran nothing, has failed whatever it counted.
  const broken = counted.failed === 0 && (code !== 0 || counted.passed === 0)
  return broken ? { ...counted, failed: 1 } : counted
}

function resourceVariables(): Record<string, string> {
  return Object.fromEntries(
    testResources().flatMap(({ variable, value }) =>
      value === undefined ? [] : [[variable, value]],
    ),
  )
}

async function echoed(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

function last(output: string, word: 'pass' | 'fail' | 'skip'): number {
  return Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}$`, 'gm'))].at(-1)?.[1] ?? 0)
}

async function judgeCoverage(enforce: boolean): Promise<Tally> {
  const file = Bun.file(join(COVERAGE, 'lcov.info'))
  const parts = (await file.exists()) ? coverageByPart(await file.text()) : []
  console.log(coverageTable(parts))
  if (!enforce) return NOTHING
  const passed = parts.filter(reachesBar).length
  return { passed, failed: parts.length === 0 ? 1 : parts.length - passed, skipped: 0 }
}

function report(tallies: readonly Tally[]): void {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0)
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
  const missing = testResources().filter(({ value }) => value === undefined)
  for (const { name, enable } of missing) console.log(`Without ${name}, ${enable}`)
  // Continuous integration installs everything: there a skip is a failure.
  const strict = process.env['BOURSE_REQUIRE_ALL'] === '1' && skipped + missing.length > 0
  if (strict) console.log('BOURSE_REQUIRE_ALL is set and something was skipped.')
  const failures = failed + (strict ? 1 : 0)
  console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exit(failures === 0 ? 0 : 1)
}
