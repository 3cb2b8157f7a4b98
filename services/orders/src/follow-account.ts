import type { IsSessionLive } from '@bourse/common/http/auth'
import type { Identity } from '@bourse/common/http/route'
import { type AccountEventBody, FEED_BATCH, type OpenedFeed } from './account-feed'
import { createWaker, type Waker } from './waker'

/** Times in milliseconds. */
export interface StreamTiming {
  /** How often the journal is read when nothing woke the stream. */
  readonly pollMs: number
  readonly heartbeatMs: number
  /** How often the session is looked at. */
  readonly checkMs: number
}

/** Messages between processes; `SharedState` is one. */
export interface Channels {
  subscribe(
    channel: 'account-committed' | 'session-revoked',
    listener: (message: string) => void,
  ): () => void
}

interface Following {
  readonly identity: Identity
  readonly feed: OpenedFeed
  readonly request: Request
  readonly channels: Channels
  readonly isSessionLive: IsSessionLive
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly closing: AbortSignal | undefined
  readonly timing: StreamTiming
  /** Told why a stream broke off. */
  readonly failed: (error: unknown) => void
}

/** Lines that may wait for a slow reader before the journal, which forgets nothing, keeps the rest. */
const MAX_QUEUED = FEED_BATCH

/**
 * Writes an account's events as lines until its session, its reader or the process ends; then no
 * timer and no subscription is left. A reader that falls behind costs one batch of memory.
 */
export const followAccount = (following: Following): ReadableStream<Uint8Array> => {
  const waker = createWaker()
  const ended = new AbortController()
  const end = () => {
    ended.abort()
    waker.wake()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const stopListening = listen(following, { waker, end, ended: ended.signal })
        void follow(following, { controller, waker, ended: ended.signal })
          // The journal is the queue: the reader of a broken stream resumes where it was.
          .catch(following.failed)
          .finally(() => {
            end()
            stopListening()
            close(controller)
          })
      },
      pull: () => waker.wake(),
      cancel: end,
    },
    { highWaterMark: MAX_QUEUED },
  )
}

const listen = (
  { identity, channels, request, closing }: Following,
  { waker, end, ended }: { waker: Waker; end: () => void; ended: AbortSignal },
): (() => void) => {
  const unsubscribe = [
    channels.subscribe('account-committed', (message) => {
      if (message.split(' ')[0] === identity.userId) waker.commit()
    }),
    channels.subscribe('session-revoked', (message) => {
      if (message.includes(identity.sessionId)) end()
    }),
  ]
  for (const signal of [request.signal, closing]) {
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end, { once: true, signal: ended })
  }
  return () => {
    for (const stop of unsubscribe) stop()
  }
}

interface Writing {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly waker: Waker
  readonly ended: AbortSignal
}

const follow = async (following: Following, writing: Writing): Promise<void> => {
  const { feed, timing, elapsed } = following
  const pace = createPace(timing, elapsed)
  writing.controller.enqueue(encode(feed.snapshot))
  while (!writing.ended.aborted && (await isLive(following))) {
    await writeNext(feed, { ...writing, pace })
    await writing.waker.wait(timing.checkMs)
  }
}

/** A wake-up that finds no room is kept until there is some. */
const writeNext = async (
  feed: OpenedFeed,
  { controller, waker, ended, pace }: Writing & { pace: Pace },
): Promise<void> => {
  if (ended.aborted || (controller.desiredSize ?? 0) <= 0) return
  const events = waker.takeCommit() || pace.pollDue() ? await readNext(feed, { pace, waker }) : []
  if (ended.aborted) return
  for (const event of events) controller.enqueue(encode(event))
  if (events.length > 0) pace.wrote()
  else if (pace.heartbeatDue()) controller.enqueue(encode({ type: 'heartbeat' }))
}

const readNext = async (
  feed: OpenedFeed,
  { pace, waker }: { pace: Pace; waker: Waker },
): Promise<AccountEventBody[]> => {
  pace.polled()
  const events = await feed.next()
  if (events.length > 0) waker.commit()
  return events
}

const isLive = ({ identity, isSessionLive }: Following): Promise<boolean> =>
  isSessionLive(identity.userId, identity.sessionId)

interface Pace {
  pollDue(): boolean
  polled(): void
  heartbeatDue(): boolean
  wrote(): void
}

const createPace = ({ pollMs, heartbeatMs }: StreamTiming, elapsed: () => number): Pace => {
  let polledAt = Number.NEGATIVE_INFINITY
  let wroteAt = elapsed()
  return {
    pollDue: () => elapsed() - polledAt >= pollMs,
    polled: () => {
      polledAt = elapsed()
    },
    heartbeatDue: () => {
      const due = elapsed() - wroteAt >= heartbeatMs
      if (due) wroteAt = elapsed()
      return due
    },
    wrote: () => {
      wroteAt = elapsed()
    },
  }
}

const encoder = new TextEncoder()
const encode = (line: object): Uint8Array => encoder.encode(`${JSON.stringify(line)}\n`)

/** The reader may have closed it already. */
const close = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
  try {
    controller.close()
  } catch {
    // Cancelled: there is nothing left to close.
  }
}
