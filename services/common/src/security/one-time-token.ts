import { createHash, randomBytes } from 'node:crypto'

/** `token` goes to the person, once; only `hash` is stored. */
export type OneTimeToken = { token: string; hash: string }

const TOKEN_BYTES = 32

/** A token of 256 random bits for a link that works once. `random` returns that many bytes. */
export function issueOneTimeToken(
  random: (bytes: number) => Uint8Array = randomBytes,
): OneTimeToken {
  const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url')
  return { token, hash: hashOneTimeToken(token) }
}

/** The stored form of a token (SHA-256, base64url): full entropy needs no slow hash. */
export function hashOneTimeToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
