import { isatty } from 'node:tty'
import pino from 'pino'
import { allowedFields, type LogFields } from './log-fields'

/**
 * Text that stands in the source: a literal. Text made at run time (`${token}`) does not compile,
 * because `{}` is a Record of any open-ended set of strings.
 */
// biome-ignore lint/complexity/noBannedTypes: the empty object type is what tells literals apart
type Literal<S extends string> = {} extends Record<S, 1> ? never : S

export interface Logger {
  debug<S extends string>(message: Literal<S>, fields?: LogFields): void
  info<S extends string>(message: Literal<S>, fields?: LogFields): void
  warn<S extends string>(message: Literal<S>, fields?: LogFields): void
  error<S extends string>(message: Literal<S>, fields?: LogFields): void
  /** A logger that adds these fields to every line. */
  child(fields: LogFields): Logger
  /** Writes what is buffered, now. */
  flush(): void
}

export type LogLevel = 'auto' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface LogOptions {
  readonly service: string
  readonly level: LogLevel
  /** A file descriptor; standard output unless given. */
  readonly destination?: number
}

/**
 * JSON lines, written in this process through a buffer that is flushed every second, at 4 KiB and
 * at exit. Fields pass an allow-list, so a secret in an odd place is dropped rather than written.
 */
export function createLogger({ service, level, destination = 1 }: LogOptions): Logger {
  const stream = pino.destination({ dest: destination, sync: false, minLength: 4096 })
  // A reader that went away (a closed pipe) must not end the process.
  stream.on('error', () => {})
  const flush = () => flushQuietly(stream)
  if (level !== 'silent') {
    setInterval(() => stream.flush(), 1000).unref()
    process.once('exit', flush)
  }
  const options: pino.LoggerOptions = {
    level: level === 'auto' ? levelFor(destination) : level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }
  return wrap(pino(options, stream), flush)
}

function wrap(inner: pino.Logger, flush: () => void): Logger {
  return {
    debug: (message, fields = {}) => inner.debug(allowedFields(fields), safeMessage(message)),
    info: (message, fields = {}) => inner.info(allowedFields(fields), safeMessage(message)),
    warn: (message, fields = {}) => inner.warn(allowedFields(fields), safeMessage(message)),
    error: (message, fields = {}) => inner.error(allowedFields(fields), safeMessage(message)),
    child: (fields) => wrap(inner.child(allowedFields(fields)), flush),
    flush,
  }
}

// The second guard behind `Literal`: words that no sentence of ours has do not pass.
function safeMessage(message: string): string {
  if (/^[A-Za-z ,.:;'()/-]{1,160}$/.test(message) && !/[^ ]{25}/.test(message)) return message
  return '[dropped]'
}

// On a terminal the start page should stay in sight; elsewhere the access log matters.
function levelFor(destination: number): pino.Level {
  return isatty(destination) ? 'warn' : 'info'
}

function flushQuietly(stream: { flushSync(): void }): void {
  try {
    stream.flushSync()
  } catch {
    // The destination is gone or was never opened: nothing is left to be told.
  }
}
