/** The sessions whose end was announced; for as long as a token of theirs could still live. */
export interface Revocations {
  isRevoked(sessionId: string): boolean
  /** Tells of each session that ends from now on; returns how to stop. */
  onRevoked(listener: (sessionId: string) => void): () => void
  close(): void
}

export interface RevocationOptions {
  /** Hears a channel's messages; `SharedState.subscribe` is one. */
  readonly subscribe: (channel: string, listener: (message: string) => void) => () => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly maxKnown?: number
}

/** Listens to sign-outs from its making on. What it misses, the services themselves refuse. */
export const watchRevocations = (options: RevocationOptions): Revocations => {
  const { now, maxKnown = 50_000 } = options
  const endedAt = new Map<string, number>()
  const listeners = new Set<(sessionId: string) => void>()
  const close = options.subscribe('session-revoked', (message) => {
    const sessionId = SESSION_AT_END.exec(message)?.[0]
    if (sessionId === undefined) return
    forgetOld(endedAt, now() - KEPT_MS, maxKnown)
    endedAt.delete(sessionId)
    endedAt.set(sessionId, now())
    for (const listener of listeners) listener(sessionId)
  })
  return {
    isRevoked: (sessionId) => endedAt.has(sessionId),
    onRevoked: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
  }
}

/** A map keeps the order of insertion: the oldest come first. */
const forgetOld = (endedAt: Map<string, number>, before: number, max: number): void => {
  for (const [sessionId, at] of endedAt) {
    if (at >= before && endedAt.size < max) return
    endedAt.delete(sessionId)
  }
}

const SESSION_AT_END = /ses_[0-9A-HJKMNP-TV-Z]{26}$/
const KEPT_MS = 15 * 60_000
