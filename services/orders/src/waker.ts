/** Lets one loop sleep until something happens or a time has passed. */
export interface Waker {
  /** Ends the current or the next wait. */
  wake(): void
  /** Wakes, and is remembered until it is taken: something was committed. */
  commit(): void
  takeCommit(): boolean
  wait(ms: number): Promise<void>
}

/** A wake-up that comes while nobody waits is not lost. */
export const createWaker = (): Waker => {
  let committed = false
  let woken = false
  let resume: (() => void) | undefined
  const wake = () => {
    woken = true
    resume?.()
  }
  return {
    wake,
    commit: () => {
      committed = true
      wake()
    },
    takeCommit: () => {
      const was = committed
      committed = false
      return was
    },
    wait: (ms) =>
      new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          resume = undefined
          woken = false
          resolve()
        }
        const timer = setTimeout(finish, ms)
        resume = finish
        if (woken) finish()
      }),
  }
}
