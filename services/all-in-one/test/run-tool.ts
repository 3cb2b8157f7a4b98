import { Person } from './person'
import type { RunningPlatform } from './run-platform'

const SOURCE = new URL('../src/', import.meta.url).pathname

export interface ToolResult {
  readonly code: number
  readonly output: string
}

/** Runs a tool of the platform (`admin-create`, `backup`, `restore`) on a data folder. */
export const runTool = async (
  name: string,
  args: readonly string[],
  dataDir: string,
): Promise<ToolResult> => {
  const child = Bun.spawn([process.execPath, `${SOURCE}${name}.ts`, ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir },
  })
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, output: `${stdout}${stderr}` }
}

/** Makes an administrator by the command, and signs in with the password that it shows. */
export const createAdmin = async (platform: RunningPlatform, name: string): Promise<Person> => {
  const { output } = await runTool('admin-create', [name], platform.dataDir)
  const password = /^ {2}(\S{20,})$/m.exec(output)?.[1]
  if (!password) throw new Error(`no password in: ${output}`)
  return new Person(platform.url, name, password).signIn()
}
