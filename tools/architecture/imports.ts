import { dirname, join } from 'node:path/posix'

/** Where an import leads: a file of the project (without extension) or a package. */
export type Target = { readonly file: string } | { readonly package: string }

/**
 * The specifiers that a source names: static, type-only, re-exported, dynamic and required ones.
 * Read by pattern on purpose, for a parser that drops types would let them pass. A dynamic import
 * of something computed gives `computed`.
 */
export function importsOf(source: string): readonly string[] {
  const text = source.replace(COMMENT, '')
  const named = PATTERNS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ''),
  )
  return COMPUTED.test(text) ? [...named, 'computed'] : named
}

/** Resolves a specifier that a file names. */
export function targetOf(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { file: join(dirname(from), specifier) }
  const own = /^@bourse\/([^/]+)\/(.+)$/.exec(specifier)
  if (own === null) return { package: specifier }
  const [, name = '', path = ''] = own
  return {
    file:
      name === 'operator' || name === 'web'
        ? `${name}/src/${path}`
        : `services/${name}/src/${path}`,
  }
}

// Whole lines only: a comment marker inside a string must not swallow code.
const COMMENT = /^\s*(?:\/\/|\*|\/\*).*$/gm

const PATTERNS = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"`]([^'"`$]+)['"`]/g,
  /\b(?:require|require\.resolve|import\.meta\.resolve)\(\s*['"`]([^'"`$]+)['"`]/g,
]

const COMPUTED = /(?<![.\w])(?:import|require)\(\s*(?!['"`\s])[^)]|\bimport\(\s*`[^`]*\$\{/
