interface Required {
  readonly package: string
  /** The folder that makes it required once it has files. */
  readonly part: string
  /** How it may be used besides an import: the configuration that names it. */
  readonly configuration?: RegExp
}

const REQUIRED: readonly Required[] = [
  { package: 'hono', part: 'services/' },
  { package: 'jose', part: 'services/' },
  { package: '@aws-sdk/lib-dynamodb', part: 'services/' },
  { package: 'ioredis', part: 'services/' },
  { package: 'zod', part: 'services/' },
  { package: 'pino', part: 'services/' },
  { package: 'prom-client', part: 'services/' },
  { package: 'bun-types', part: 'services/', configuration: /^tsconfig\.json$/ },
  { package: 'react', part: 'web/src/' },
  { package: '@tanstack/react-router', part: 'web/src/' },
  { package: 'tailwindcss', part: 'web/src/', configuration: /^web\/.*\.(css|json|ts)$/ },
  { package: 'vite', part: 'web/src/', configuration: /^web\/(vite\.config\.ts|package\.json)$/ },
  { package: '@kubernetes/client-node', part: 'operator/' },
  { package: 'k6', part: 'loadtests/' },
  { package: '@types/k6', part: 'loadtests/', configuration: /package\.json$/ },
]

/** Packages that the product is built on but nothing uses, and foreign registries, as sentences. */
export function packageProblems(files: ReadonlyMap<string, string>): readonly string[] {
  const entries = [...files]
  const unused = REQUIRED.filter(({ part }) =>
    entries.some(([path]) => CODE.test(path) && path.startsWith(part)),
  )
    .filter((required) => !entries.some(([path, text]) => uses(required, path, text)))
    .map(
      (required) =>
        `${required.package} is used by nothing below ${required.part}: use it there or take it out of the brief`,
    )
  return [...unused, ...entries.flatMap(([path, text]) => foreign(path, text))]
}

const CODE = /\.(tsx?|mjs)$/

function uses(required: Required, path: string, text: string): boolean {
  const name = required.package.replace(/[/.]/g, '\\$&')
  const quoted = new RegExp(`['"]${name}(?:/[^'"]*)?['"]`)
  if (required.configuration?.test(path)) return quoted.test(text)
  const imported = new RegExp(`(?:from|import|import\\()\\s*['"]${name}(?:/[^'"]*)?['"]`)
  return CODE.test(path) && path.startsWith(required.part) && imported.test(text)
}

// No part of the house stands on another runtime or its registry.
function foreign(path: string, text: string): readonly string[] {
  const isPackage = /(^|\/)package\.json$/.test(path)
  if (!isPackage && (!CODE.test(path) || path.startsWith('tools/checks/'))) return []
  const found = (isPackage ? FOREIGN_DEPENDENCY : FOREIGN_IMPORT).exec(text)
  return found === null
    ? []
    : [`${path} names ${found[0]}: take the package from npm, run by Bun or Node`]
}

const FOREIGN_IMPORT = /(?:from|import|import\()\s*['"](?:jsr:|npm:|deno\b|@deno\/)[^'"]*['"]/
const FOREIGN_DEPENDENCY = /"(?:deno|@deno\/[^"]+|@jsr\/[^"]+)"\s*:|"jsr:[^"]*"/
