import { Redis, type RedisOptions } from 'ioredis'

export type RedisConnectionOptions = {
  url: string
  /** Longest wait for one answer. */
  deadlineMs: number
  now: () => number
  onError?: ((error: unknown) => void) | undefined
}

// After a missed deadline nobody else waits for this long: a stuck server costs one wait, not all.
const PAUSE_MS = 500
const SOCKET_TIMEOUT_MS = 1_000
const MAX_RETRY_MS = 500

/** One connection that never keeps a caller waiting and comes back by itself. */
export class RedisConnection {
  readonly client: Redis
  readonly #options: RedisConnectionOptions
  #pausedUntil = 0

  constructor(options: RedisConnectionOptions) {
    this.#options = options
    this.client = new Redis(options.url, CLIENT_OPTIONS)
    this.client.on('error', (error) => options.onError?.(error))
    this.client.connect().catch(ignore)
  }

  ready(): boolean {
    return this.client.status === 'ready'
  }

  /** The command's answer, or undefined when there is none within the deadline. Never throws. */
  async ask<T>(command: (client: Redis) => Promise<T>): Promise<T | undefined> {
    // Checked first: a command that is sent while unconnected may never settle.
    if (!this.ready() || this.#options.now() < this.#pausedUntil) return undefined
    const late = Symbol('late')
    const deadline = Promise.withResolvers<typeof late>()
    const timer = setTimeout(() => deadline.resolve(late), this.#options.deadlineMs)
    try {
      const answer = await Promise.race([command(this.client), deadline.promise])
      if (answer !== late) return answer
      this.#pausedUntil = this.#options.now() + PAUSE_MS
    } catch (error) {
      this.#options.onError?.(error)
    } finally {
      clearTimeout(timer)
    }
    return undefined
  }

  /** Sends a command whose answer nobody waits for; unconnected, it is not sent at all. */
  tell(command: (client: Redis) => Promise<unknown>): void {
    if (!this.ready()) return
    command(this.client).catch((error: unknown) => this.#options.onError?.(error))
  }

  close(): void {
    this.client.disconnect()
  }
}

const CLIENT_OPTIONS = {
  protocol: 2 as const,
  enableAutoPipelining: true,
  lazyConnect: true,
  // What was asked of a lost connection is given up, not sent again later.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: SOCKET_TIMEOUT_MS,
  socketTimeout: SOCKET_TIMEOUT_MS,
  keepAlive: 5_000,
  disableClientInfo: true,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RETRY_MS),
} satisfies RedisOptions

function ignore(): void {
  // Reported by the `error` event; the retry strategy goes on.
}
