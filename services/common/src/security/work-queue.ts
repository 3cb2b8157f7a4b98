import { Outage, reject } from '../domain/rejection'

/** More work than may wait: answers 503 `busy` with `Retry-After`. */
export class Busy extends Outage {
  readonly code = 'busy'
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super(reject('busy', 'Too many people sign in at once. Try again.', { retryAfterMs }))
    this.name = 'Busy'
    this.retryAfterMs = retryAfterMs
  }
}

export type WorkQueueOptions = { maxConcurrent: number; maxQueued: number; retryAfterMs: number }

/** Runs at most `maxConcurrent` pieces of work at once, lets `maxQueued` wait, refuses the rest. */
export class WorkQueue {
  readonly #options: WorkQueueOptions
  readonly #waiting: Array<() => void> = []
  #running = 0

  constructor(options: WorkQueueOptions) {
    this.#options = options
  }

  /** Runs `work` in its turn, first come first served. Throws `Busy` when the queue is full. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#options.maxConcurrent) this.#running += 1
    else await this.#turn()
    try {
      return await work()
    } finally {
      this.#pass()
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#options.maxQueued) {
      return Promise.reject(new Busy(this.#options.retryAfterMs))
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  // A waiting piece inherits the place, so a newcomer can never overtake it.
  #pass(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running -= 1
    else next()
  }
}
