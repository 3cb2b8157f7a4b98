import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dir, '..')

/**
 * Every file of the project, by its path from the root: what git tracks or would track. Without
 * git (a newcomer's PATH may hold node and npm alone) the folders are walked instead.
 */
export function projectFiles(): readonly string[] {
  return (gitFiles() ?? walk('')).filter((path) => existsSync(join(ROOT, path)))
}

/** What git tracks or would track; undefined without git or outside of a clone. */
export function gitFiles(): readonly string[] | undefined {
  if (Bun.which('git') === null) return undefined
  const list = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { success, stdout } = Bun.spawnSync(list, { cwd: ROOT })
  return success
    ? [...new Set(stdout.toString().split('\0'))].filter((path) => path !== '')
    : undefined
}

/** The text of a project file. */
export function readProjectFile(path: string): Promise<string> {
  return Bun.file(join(ROOT, path)).text()
}

const IGNORED = /^(node_modules|\.git|\.data|\.tools|\.cache|dist|coverage|screenshots)$/

/** The files below a folder of the project, without what git would ignore. */
export function walk(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (IGNORED.test(entry.name) || entry.name.endsWith('.log')) return []
    return entry.isDirectory() ? walk(path) : [path]
  })
}
