import { z } from 'zod'

/** How the text of a variable becomes a value, and the words that say what is allowed. */
export interface Kind<T> {
  readonly schema: z.ZodType<T, string>
  readonly allowed: string
}

/** A default computed from other variables; `text` says in the docs what it comes out as. */
export interface DerivedDefault {
  readonly text: string
  readonly from: (lookup: (name: string) => string | undefined) => string
}

/** One environment variable. `default: null` makes it optional: its value may be undefined. */
export interface Variable<T> {
  readonly name: string
  readonly kind: Kind<T>
  readonly default: string | DerivedDefault | null
  readonly doc: string
  readonly secret?: boolean
}

/** A whole number within bounds, in plain decimal digits. */
export function int(min: number, max: number): Kind<number> {
  const schema = z
    .string()
    .regex(/^(0|-?[1-9]\d{0,14})$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
  return { schema, allowed: `a whole number from ${min} to ${max}` }
}

/** A duration as a whole number of milliseconds within bounds. */
export function durationMs(min: number, max: number): Kind<number> {
  return { ...int(min, max), allowed: `milliseconds, a whole number from ${min} to ${max}` }
}

export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
): Kind<Values[number]> {
  return { schema: z.enum(values), allowed: values.map((value) => `\`${value}\``).join(', ') }
}

/** `on` or `off`, as a boolean. */
export function onOff(): Kind<boolean> {
  const schema = z.enum(['on', 'off']).transform((value) => value === 'on')
  return { schema, allowed: '`on`, `off`' }
}

/** Text of a certain shape; `allowed` says the shape in words. */
export function text(shape: RegExp, allowed: string): Kind<string> {
  return { schema: z.string().regex(shape), allowed }
}

/** An absolute URL with one of the schemes, kept as text without its closing slash. */
export function url(...schemes: readonly [string, ...string[]]): Kind<string> {
  const schema = z
    .string()
    .refine((value) => hasScheme(value, schemes))
    .transform((value) => value.replace(/\/$/, ''))
  return { schema, allowed: `a URL that starts with ${schemes.map((s) => `${s}://`).join(' or ')}` }
}

/** A web origin: scheme, host and port, nothing behind them. */
export function origin(): Kind<string> {
  const schema = z
    .string()
    .refine((value) => hasScheme(value, ['http', 'https']) && new URL(value).origin === value)
  return { schema, allowed: 'an origin such as https://app.example.com' }
}

/** Values of another kind with commas between them; empty text is no value. */
export function list<T>(item: Kind<T>, { min, max }: { min: number; max: number }): Kind<T[]> {
  const schema = z.string().transform(splitAtCommas).pipe(z.array(item.schema).min(min).max(max))
  const count = min === 0 ? `up to ${max}` : `${min} to ${max}`
  return { schema, allowed: `${count} of these, with commas between them: ${item.allowed}` }
}

/** The first kind that accepts the text wins. */
export function either<A, B>(first: Kind<A>, second: Kind<B>): Kind<A | B> {
  return {
    schema: z.union([first.schema, second.schema]),
    allowed: `${first.allowed} or ${second.allowed}`,
  }
}

function splitAtCommas(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function hasScheme(value: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(value)) return false
  const parsed = new URL(value)
  return schemes.includes(parsed.protocol.slice(0, -1)) && parsed.hostname !== ''
}
