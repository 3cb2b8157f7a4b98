/** The time, in milliseconds since the epoch. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export interface ManualClock extends Clock {
  /** Moves the clock; a negative step takes it back. */
  advance(ms: number): void
  set(now: number): void
}

/** A clock for tests that moves only when it is told to. */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
    set: (value) => {
      now = value
    },
  }
}
