/** Waits; an abort of the signal ends it early, without an error. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/** Sleeps in real time. */
export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish, { once: true })
  })
