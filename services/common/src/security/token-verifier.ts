import { createHash } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify, type ProtectedHeaderParameters } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { type FetchKeys, KeySet } from './key-set'

const tokenClaims = z.object({
  sub: z.string().min(1).max(64),
  sid: z.string().min(1).max(64),
  role: z.enum(['customer', 'admin']),
  jti: z.string().min(1).max(64),
  iat: z.int(),
  exp: z.int(),
})

/** What a good access token says; `iat` and `exp` in seconds since the epoch. */
export type Claims = z.infer<typeof tokenClaims>

export type Role = Claims['role']

/** `keys_unavailable` is an outage (503); every other reason is the token's fault (401). */
export type TokenRefusal = {
  refused: 'malformed' | 'unknown_key' | 'signature' | 'expired' | 'claims' | 'keys_unavailable'
}

export type TokenVerifierOptions = {
  fetchKeys: FetchKeys
  issuer: string
  audience: string
  /** Milliseconds since the epoch. */
  now: () => number
  /** Longest life that a token may claim, in seconds. */
  maxTokenAgeS?: number
  maxCached?: number
  onError?: (error: unknown) => void
  onHit?: (layer: string, hit: boolean) => void
}

export type TokenVerifier = {
  /** The claims of a good token. Never throws for a bad one. */
  verify(token: string): Promise<Claims | TokenRefusal>
  /** Drops what is remembered of a session's tokens. The session check is what revokes them. */
  forget(sid: string): void
  /** Reads the keys again. To be called every 10 s. */
  refresh(): Promise<void>
  keyIds(): string[]
}

const MAX_TOKEN_LENGTH = 2_048
const CLOCK_TOLERANCE_S = 5
const REMEMBER_MS = 60_000
const HEADER_FIELDS: ReadonlySet<string> = new Set(['alg', 'typ', 'kid'])

type Remembered = { claims: Claims; until: number }

/**
 * Verifies access tokens against the issuer's keys: EdDSA alone, with issuer, audience, type, all
 * claims and a maximum age; a header that names keys or URLs is refused (RFC 8725). Good tokens
 * are remembered by digest until they expire, for 60 s at most.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { now, onHit } = options
  const cache = new LRUCache<string, Remembered>({ max: options.maxCached ?? 10_000 })
  const { fetchKeys, onError } = options
  const keys = new KeySet({ fetchKeys, now, onError, onChange: () => cache.clear() })

  async function verify(token: string): Promise<Claims | TokenRefusal> {
    if (token.length > MAX_TOKEN_LENGTH) return { refused: 'malformed' }
    const digest = createHash('sha256').update(token).digest('base64url')
    const known = cache.get(digest)
    const hit = known !== undefined && known.until > now() && keys.usable()
    onHit?.('token_memory', hit)
    if (hit) return known.claims
    const claims = await verifyAnew(token, keys, options)
    if (!('refused' in claims)) {
      cache.set(digest, { claims, until: Math.min(claims.exp * 1000, now() + REMEMBER_MS) })
    }
    return claims
  }

  function forget(sid: string): void {
    for (const [digest, { claims }] of cache.entries()) {
      if (claims.sid === sid) cache.delete(digest)
    }
  }

  return { verify, forget, refresh: () => keys.refresh(), keyIds: () => keys.ids() }
}

async function verifyAnew(
  token: string,
  keys: KeySet,
  options: TokenVerifierOptions,
): Promise<Claims | TokenRefusal> {
  const kid = isCanonical(token) ? keyIdOf(token) : undefined
  if (kid === undefined) return { refused: 'malformed' }
  const key = await keys.find(kid)
  if (!keys.usable()) return { refused: 'keys_unavailable' }
  if (key === undefined) return { refused: 'unknown_key' }
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      issuer: options.issuer,
      audience: options.audience,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'sid', 'jti', 'role'],
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: options.maxTokenAgeS ?? 600,
      currentDate: new Date(options.now()),
    })
    const claims = tokenClaims.safeParse(payload)
    return claims.success ? claims.data : { refused: 'claims' }
  } catch (error) {
    return { refused: reasonFor(error) }
  }
}

// One token has one spelling: base64url with stray bits would be a second one.
function isCanonical(token: string): boolean {
  const parts = token.split('.')
  return parts.length === 3 && parts.every((part) => part !== '' && isBase64Url(part))
}

function isBase64Url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}

function keyIdOf(token: string): string | undefined {
  const header = decodeHeader(token)
  if (header === undefined || !Object.keys(header).every((field) => HEADER_FIELDS.has(field))) {
    return undefined
  }
  const isOurs = header.alg === 'EdDSA' && header.typ === 'at+jwt'
  return isOurs && typeof header.kid === 'string' ? header.kid : undefined
}

function decodeHeader(token: string): ProtectedHeaderParameters | undefined {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return undefined
  }
}

function reasonFor(error: unknown): TokenRefusal['refused'] {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed) return 'claims'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof errors.JOSEError) return 'malformed'
  throw error
}
