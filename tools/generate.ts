import { join } from 'node:path'
import { configurationMarkdown } from '../services/common/src/runtime/configuration-markdown'
import { ROOT } from './project-files'

/** A committed file that is made from code. */
interface Generated {
  readonly path: string
  readonly make: () => string | Promise<string>
}

const generated: readonly Generated[] = [
  { path: 'docs/configuration.md', make: configurationMarkdown },
]

/** The generated files that differ from what their code makes, as sentences. */
export async function staleFiles(): Promise<readonly string[]> {
  const states = await Promise.all(
    generated.map(async ({ path, make }) => ({
      path,
      fresh: (await textOf(path)) === (await make()),
    })),
  )
  return states
    .filter(({ fresh }) => !fresh)
    .map(({ path }) => `${path} is not what its code makes: run npm run generate and commit it`)
}

async function textOf(path: string): Promise<string | undefined> {
  const file = Bun.file(join(ROOT, path))
  return (await file.exists()) ? file.text() : undefined
}

if (import.meta.main) {
  for (const { path, make } of generated) {
    await Bun.write(join(ROOT, path), await make())
    console.log(`wrote ${path}`)
  }
}
