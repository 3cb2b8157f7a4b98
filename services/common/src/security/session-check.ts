import { LRUCache } from 'lru-cache'

/** The shared state that the check uses; `SharedState` is one. */
export type SessionCache = {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  publish(channel: string, message: string): Promise<void>
  subscribe(channel: string, listener: (message: string) => void): () => void
}

export type SessionCheckOptions = {
  shared: SessionCache
  /** Whether the store has the session among the user's live ones. Throws when it can't tell. */
  store: (uid: string, sid: string) => Promise<boolean>
  /** Milliseconds since the epoch. */
  now: () => number
  /** Longest time that a sign-out may go unnoticed. */
  ttlMs?: number
  maxCached?: number
  /** Called with a session that ended, here or on another replica. */
  onRevoked?: (sid: string) => void
  onHit?: (layer: string, hit: boolean) => void
}

export type SessionCheck = {
  /** Whether the session is alive. Throws when only the store could tell and does not answer. */
  isLive(uid: string, sid: string): Promise<boolean>
  /** To be called after the store has ended a session: here and everywhere it is over now. */
  revoked(uid: string, sid: string): Promise<void>
  close(): void
}

type Known = { live: boolean; until: number }
type Asked = { since: number; answer: Promise<boolean> }

const CHANNEL = 'session-revoked'
const REVOKED = 'revoked'
// Longer than any access token lives; after that nobody asks about the session.
const REVOKED_FOR_MS = 15 * 60_000

/**
 * Token -> memory -> shared state -> store. A "live" from any layer counts from the moment before
 * the store was asked and for `ttlMs` in all, however many layers it passes through; "revoked" in
 * shared state ends a session at once, and its absence there proves nothing.
 */
export function createSessionCheck(options: SessionCheckOptions): SessionCheck {
  const { shared, store, now, onHit } = options
  const ttlMs = options.ttlMs ?? 1_000
  const memory = new LRUCache<string, Known>({ max: options.maxCached ?? 10_000 })
  const asked = new Map<string, Asked>()
  const unsubscribe = shared.subscribe(CHANNEL, forget)

  async function isLive(uid: string, sid: string): Promise<boolean> {
    const key = keyOf(uid, sid)
    const known = memory.get(key)
    const hit = known !== undefined && isCurrent(known.until, now(), ttlMs)
    onHit?.('session_memory', hit)
    return hit ? known.live : joinOrAsk(key, uid, sid)
  }

  /** Callers share a question, but not one asked so long ago that a sign-out may lie between. */
  function joinOrAsk(key: string, uid: string, sid: string): Promise<boolean> {
    const pending = asked.get(key)
    if (pending !== undefined && now() - pending.since < ttlMs) return pending.answer
    const question: Asked = { since: now(), answer: ask(key, uid, sid) }
    asked.set(key, question)
    const done = () => {
      if (asked.get(key) === question) asked.delete(key)
    }
    question.answer.then(done, done)
    return question.answer
  }

  async function ask(key: string, uid: string, sid: string): Promise<boolean> {
    const found = readEntry(await shared.get(key), now(), ttlMs)
    onHit?.('session_shared', found !== undefined)
    if (found !== undefined) {
      memory.set(key, found)
      return found.live
    }
    const since = now()
    const live = await store(uid, sid)
    const until = since + ttlMs
    memory.set(key, { live, until })
    // A key that outlives its own deadline (a paused server) is refused by the deadline in it.
    if (live && until > now()) void shared.set(key, `live:${until}`, until - now())
    return live
  }

  async function revoked(uid: string, sid: string): Promise<void> {
    const key = keyOf(uid, sid)
    forget(key)
    await Promise.all([shared.set(key, REVOKED, REVOKED_FOR_MS), shared.publish(CHANNEL, key)])
  }

  function forget(key: string): void {
    asked.delete(key)
    memory.delete(key)
    options.onRevoked?.(key.slice(key.lastIndexOf(':') + 1))
  }

  return { isLive, revoked, close: unsubscribe }
}

function keyOf(uid: string, sid: string): string {
  return `session:${uid}:${sid}`
}

function readEntry(entry: string | undefined, now: number, ttlMs: number): Known | undefined {
  if (entry === REVOKED) return { live: false, until: now + ttlMs }
  const until = Number(/^live:(\d{1,16})$/.exec(entry ?? '')?.[1] ?? Number.NaN)
  return isCurrent(until, now, ttlMs) ? { live: true, until } : undefined
}

// Too far ahead is another process's wrong clock, or somebody else's writing.
function isCurrent(until: number, now: number, ttlMs: number): boolean {
  return until > now && until - now <= ttlMs
}
