import type { Logger } from './log'

/**
 * Ends the process with code 1 on an uncaught error, after logging it without its message. The
 * runtime's own report would print the message and source lines, and either may hold a secret.
 */
export function logCrashes(log: Logger): void {
  const crash = (err: unknown) => {
    log.error('uncaught error', { err })
    log.flush()
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}
