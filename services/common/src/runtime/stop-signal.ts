/**
 * Runs `stop` at the first SIGTERM, SIGINT or SIGHUP; a later one ends the process at once. Two
 * within half a second are one: Ctrl-C under npm arrives from the terminal and again from npm.
 */
export function onStopSignal(stop: () => Promise<void>): void {
  let firstAt: number | undefined
  const handle = () => {
    const now = performance.now()
    if (firstAt === undefined) {
      firstAt = now
      void stop()
    } else if (now - firstAt > 500) {
      process.exit(130)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, handle)
}
