/** What one log line may carry besides its message; a value of another shape is dropped. */
export interface LogFields {
  readonly request_id?: string | undefined
  readonly trace_id?: string | undefined
  readonly span_id?: string | undefined
  readonly user_id?: string | undefined
  readonly session_id?: string | undefined
  readonly order_id?: string | undefined
  readonly symbol?: string | undefined
  readonly service?: string | undefined
  readonly upstream?: string | undefined
  readonly method?: string | undefined
  /** The template of the route, never the path of a request. */
  readonly route?: string | undefined
  readonly status?: number | undefined
  readonly ms?: number | undefined
  readonly bytes?: number | undefined
  readonly count?: number | undefined
  readonly attempt?: number | undefined
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly event?: string | undefined
  readonly pid?: number | undefined
  readonly port?: number | undefined
  readonly err?: unknown
}

const words = /^[\w .:/{}@*+,()-]{1,128}$/
const opaque = /^[\w.:-]{1,64}$/
const shapes: Readonly<Record<string, RegExp | 'number'>> = {
  request_id: opaque,
  trace_id: opaque,
  span_id: opaque,
  user_id: opaque,
  session_id: opaque,
  order_id: opaque,
  symbol: opaque,
  service: opaque,
  upstream: opaque,
  method: opaque,
  route: words,
  status: 'number',
  ms: 'number',
  bytes: 'number',
  count: 'number',
  attempt: 'number',
  code: opaque,
  reason: opaque,
  event: opaque,
  pid: 'number',
  port: 'number',
}

/**
 * The part of the given fields that is safe to write. Known keys with a value of their shape stay;
 * of everything else only the count is kept, since even a key's name may be a secret.
 */
export function allowedFields(fields: object): Record<string, unknown> {
  const allowed: Record<string, unknown> = {}
  let dropped = 0
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue
    if (key === 'err') allowed['err'] = describeError(value)
    else if (hasShape(shapes[key], value)) allowed[key] = value
    else dropped += 1
  }
  if (dropped > 0) allowed['dropped'] = dropped
  return allowed
}

export interface ErrorDescription {
  readonly name: string
  readonly code?: string
  readonly at?: readonly string[]
  readonly cause?: ErrorDescription
}

/**
 * An error without its message, which may quote input (`new URL` and `JSON.parse` do): its name,
 * code and the places of its stack, and the same of up to three causes.
 */
function describeError(err: unknown, depth = 0): ErrorDescription {
  if (!(err instanceof Error)) return { name: `thrown ${typeof err}` }
  const code = 'code' in err ? err.code : undefined
  const at = placesOf(err)
  return {
    name: opaque.test(err.name) ? err.name : 'Error',
    ...(typeof code === 'string' && opaque.test(code) ? { code } : {}),
    ...(at.length > 0 ? { at } : {}),
    ...(err.cause !== undefined && depth < 3 ? { cause: describeError(err.cause, depth + 1) } : {}),
  }
}

function hasShape(shape: RegExp | 'number' | undefined, value: unknown): boolean {
  if (shape === undefined) return false
  return shape === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' && shape.test(value)
}

// Only lines of the form "at name (file:line:column)": a message may have lines of its own.
function placesOf(err: Error): string[] {
  const lines = (err.stack ?? '').slice(0, 8192).split('\n')
  const places = lines.flatMap((line) => {
    const match =
      /^\s+at (?:(?:async )?([\w.$<>#]{1,80}) )?\(?([\w./@:+-]{1,200}:\d+:\d+)\)?$/.exec(line)
    return match === null ? [] : [`${match[1] ?? '<anonymous>'} ${match[2]}`]
  })
  return places.slice(0, 12)
}
