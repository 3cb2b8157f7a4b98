import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a refresh token says: the session and how often it has been refreshed (from 1). */
export type RefreshClaim = { sid: string; generation: number }

// The purpose is part of what is signed, so that no other use of the secret yields a token.
const PURPOSE = 'bourse refresh token v1'
const SHAPE = /^([A-Za-z0-9_-]{1,64})\.([1-9][0-9]{0,14})\.([A-Za-z0-9_-]{43})$/

/**
 * Refresh tokens `<sid>.<generation>.<mac>`, HMAC-SHA256 under the server's secret. They are
 * computed, never stored: the session item holds the generation that is good.
 */
export class RefreshTokens {
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** The one token of a session's generation; asking twice gives the same text. */
  issue(claim: RefreshClaim): string {
    const { sid, generation } = claim
    return `${sid}.${generation}.${this.#mac(sid, String(generation))}`
  }

  /** The claim of a token that this server issued, else undefined. Says nothing of its age. */
  parse(token: string): RefreshClaim | undefined {
    const [, sid, generation, mac] = SHAPE.exec(token) ?? []
    if (sid === undefined || generation === undefined || mac === undefined) return undefined
    // Texts are compared, not decoded bytes: one token has one spelling.
    const genuine = timingSafeEqual(Buffer.from(mac), Buffer.from(this.#mac(sid, generation)))
    return genuine ? { sid, generation: Number(generation) } : undefined
  }

  #mac(sid: string, generation: string): string {
    return createHmac('sha256', this.#secret)
      .update(`${PURPOSE}|${sid}|${generation}`)
      .digest('base64url')
  }
}
