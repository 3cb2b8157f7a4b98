/** How long to wait before the next attempt: doubles from 250 ms to 5 s, with jitter of a half. */
export const backoffMs = (failures: number, random: () => number): number =>
  Math.min(5000, 250 * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2)

/** Waits, but not longer than until the signal is aborted. Never throws. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) return Promise.resolve()
  const done = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', done)
    resolve()
  }
  const timer = setTimeout(done, ms)
  signal.addEventListener('abort', done)
  return promise
}
