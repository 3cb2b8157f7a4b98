import { misspelt } from './misspelt'
import type { Variable } from './variable'

/** A service's table of variables, by the property names that its code uses. */
export type Table = Readonly<Record<string, Variable<unknown>>>
export type Environment = Readonly<Record<string, string | undefined>>

/** The values of a table: optional variables (`default: null`) may be undefined. */
export type Config<T extends Table> = {
  readonly [Key in keyof T]: T[Key]['default'] extends null
    ? ValueOf<T[Key]> | undefined
    : ValueOf<T[Key]>
}

export type ConfigResult<T extends Table> =
  | { readonly ok: true; readonly config: Config<T>; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly message: string }

/**
 * Reads a table from the environment, once, into a frozen object. A variable that is empty counts
 * as not set. A failure's message names every bad variable, what was given (never a secret) and
 * what is allowed; warnings name variables that look like misspelt ones of ours.
 */
export function readConfig<T extends Table>(table: T, env: Environment): ConfigResult<T> {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [key, variable] of Object.entries(table)) {
    const raw = rawValue(variable, env)
    if (raw === undefined) continue
    const parsed = variable.kind.schema.safeParse(raw)
    if (parsed.success) values[key] = parsed.data
    else if (isOwnFault(variable, env)) problems.push(problemOf(variable, raw))
  }
  if (problems.length > 0) return { ok: false, message: failureMessage(problems) }
  // Every key of the table was parsed by its own kind above, which the compiler cannot follow.
  const config = Object.freeze(values) as Config<T>
  return { ok: true, config, warnings: misspelt(Object.keys(env)) }
}

/** Reads a table or ends the process with code 1 and every bad variable on standard error. */
export function loadConfigOrExit<T extends Table>(table: T, env: Environment): Config<T> {
  const result = readConfig(table, env)
  if (!result.ok) {
    process.stderr.write(`${result.message}\n`)
    return process.exit(1)
  }
  for (const warning of result.warnings) process.stderr.write(`${warning}\n`)
  return result.config
}

/** The part of a table that one service reads. */
export function pick<T extends Table, const Key extends keyof T & string>(
  table: T,
  keys: readonly Key[],
): Pick<T, Key> {
  const picked: Partial<Pick<T, Key>> = {}
  for (const key of keys) picked[key] = table[key]
  return picked as Pick<T, Key>
}

type ValueOf<V> = V extends Variable<infer T> ? T : never

function rawValue(variable: Variable<unknown>, env: Environment): string | undefined {
  const lookup = (name: string) => (env[name] === '' ? undefined : env[name])
  const given = lookup(variable.name)
  if (given !== undefined) return given
  if (variable.default === null) return undefined
  return typeof variable.default === 'string' ? variable.default : variable.default.from(lookup)
}

// A default computed from another variable is bad only because that one is, which is reported.
function isOwnFault(variable: Variable<unknown>, env: Environment): boolean {
  return (env[variable.name] ?? '') !== '' || typeof variable.default === 'string'
}

function problemOf(variable: Variable<unknown>, raw: string): string {
  const hidden = variable.secret === true || /:\/\/[^/]*@/.test(raw)
  const given = hidden ? 'its value is not shown' : `was ${JSON.stringify(raw)}`
  return `  ${variable.name}: ${given}; allowed: ${variable.kind.allowed}`
}

function failureMessage(problems: readonly string[]): string {
  const heading =
    problems.length === 1
      ? 'The configuration has 1 wrong variable:'
      : `The configuration has ${problems.length} wrong variables:`
  return [heading, ...problems].join('\n')
}
