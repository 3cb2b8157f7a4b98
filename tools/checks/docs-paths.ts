import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { ROOT } from '../project-files'

/** The paths that a document names and that do not exist, as sentences. */
export function missingPaths(document: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^(https?|mailto):/.test(target))
    .map((target) => normalize(join(dirname(document), target)))
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path = '']) => path.replace(/:\d+$/, '').replace(/^\.\//, ''))
    .filter((path) => looksLikePath(path))
  return [...new Set([...links, ...quoted])]
    .filter((path) => !existsSync(join(ROOT, path)))
    .map((path) => `${document} names ${path}, which does not exist: correct it or leave it out`)
}

// `services/users` is a path; `/api/v1/orders`, `application/json` and `src/x/*.ts` are not ours.
function looksLikePath(path: string): boolean {
  if (/[*{}<>$|()\\,=]|\.\.\./.test(path)) return false
  return (
    /^(services|tools|docs|web|operator|crds|charts|loadtests|\.ci)\//.test(path) ||
    ROOT_FILE.test(path)
  )
}

const ROOT_FILE = /^[A-Z][A-Z-]+\.md$|^(package|biome|knip|tsconfig)\.json$|^bun(fig\.toml|\.lock)$/
