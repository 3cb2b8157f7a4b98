import { monotonicFactory } from 'ulid'
import { type Clock, systemClock } from './clock'

/** Makes ULIDs: 26 characters that sort by time, and strictly upwards within one maker. */
export type IdMaker = () => string

export interface IdSources {
  readonly clock?: Clock
  /** A number from 0 up to, but not including, 1. */
  readonly random?: () => number
}

/** One maker per process. A clock that steps back never makes an id that sorts earlier. */
export function idMaker({ clock = systemClock, random = secureRandom }: IdSources = {}): IdMaker {
  const next = monotonicFactory(random)
  return () => next(clock.now())
}

function secureRandom(): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1))
  return value / 2 ** 32
}
