import { missingPaths } from './checks/docs-paths'
import { leaks } from './checks/no-leaks'
import { packageProblems } from './checks/packages-used'
import { staleFiles } from './generate'
import { projectFiles, ROOT, readProjectFile } from './project-files'

/** A check by name: the problems that it found, none when it passed. */
export interface Step {
  readonly name: string
  readonly run: () => Promise<readonly string[]>
}

/** Runs every step at once, prints each as it ends, and gives how many passed and failed. */
export async function verify(steps = verifySteps()): Promise<{ passed: number; failed: number }> {
  const results = await Promise.all(steps.map(timed))
  const failed = results.filter((passed) => !passed).length
  return { passed: results.length - failed, failed }
}

/** Everything that needs nothing running. */
export function verifySteps(): readonly Step[] {
  const files = projectFiles()
  const texts = lazy(async () => new Map(await Promise.all(files.filter(isText).map(withText))))
  return [
    command('format', ['biome', 'format', '--max-diagnostics=50']),
    command('lint', ['biome', 'lint', '--max-diagnostics=50', '--diagnostic-level=error']),
    command('types', ['tsc', '-p', '.']),
    command('dead code', ['knip', '--no-progress', '--include-entry-exports']),
    bunTest('architecture', ['tools/architecture.test.ts', 'tools/checks']),
    { name: 'generated files', run: staleFiles },
    { name: 'paths in docs', run: async () => perFile(await texts(), /\.md$/, missingPaths) },
    { name: 'packages used', run: async () => packageProblems(await texts()) },
    { name: 'no leaks', run: async () => perFile(await texts(), /./, leaks) },
  ]
}

async function timed(step: Step): Promise<boolean> {
  const startedAt = performance.now()
  const problems = await step.run()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const verdict = problems.length === 0 ? 'ok  ' : 'FAIL'
  console.log([`${verdict} ${step.name} (${seconds} s)`, ...problems].join('\n'))
  return problems.length === 0
}

function command(name: string, [tool = '', ...args]: readonly string[]): Step {
  return { name, run: () => output([`${ROOT}/node_modules/.bin/${tool}`, ...args]) }
}

function bunTest(name: string, paths: readonly string[]): Step {
  const args = paths.map((path) => `./${path}`)
  return { name, run: () => output([process.execPath, 'test', '--only-failures', ...args]) }
}

async function output(argv: readonly string[]): Promise<readonly string[]> {
  const child = Bun.spawn([...argv], { cwd: ROOT, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return code === 0 ? [] : [`${stdout}${stderr}`.trimEnd()]
}

function perFile(
  texts: ReadonlyMap<string, string>,
  names: RegExp,
  problemsOf: (path: string, text: string) => readonly string[],
): readonly string[] {
  return [...texts].filter(([path]) => names.test(path)).flatMap((entry) => problemsOf(...entry))
}

function isText(path: string): boolean {
  return !/\.(png|jpe?g|ico|woff2?|gz|webp|svg)$/.test(path)
}

async function withText(path: string): Promise<readonly [string, string]> {
  return [path, await readProjectFile(path)]
}

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

if (import.meta.main) {
  const { passed, failed } = await verify()
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
