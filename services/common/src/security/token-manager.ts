import { randomUUID } from 'node:crypto'
import { type JSONWebKeySet, SignJWT } from 'jose'
import type { Role } from './token-verifier'

export type TokenSubject = { sub: string; sid: string; role: Role }

export type AccessToken = {
  token: string
  /** Seconds that it lives. */
  expiresInS: number
  /** Milliseconds since the epoch. */
  expiresAt: number
}

/** The issuer's keys; `KeyRing` is one. */
export type SigningKeys = {
  signer(): { kid: string; key: CryptoKey }
  jwks(): JSONWebKeySet
}

export type TokenManagerOptions = {
  keys: SigningKeys
  issuer: string
  audience: string
  now: () => number
  lifetimeS?: number
}

const ACCESS_TOKEN_LIFETIME_S = 600

/** Issues access tokens: EdDSA, `typ: at+jwt` (RFC 9068). Only the users service has one. */
export class TokenManager {
  readonly #options: TokenManagerOptions
  readonly #lifetimeS: number

  constructor(options: TokenManagerOptions) {
    this.#options = options
    this.#lifetimeS = options.lifetimeS ?? ACCESS_TOKEN_LIFETIME_S
  }

  /** A token for a session that the caller has just found alive. */
  async issue({ sub, sid, role }: TokenSubject): Promise<AccessToken> {
    const { keys, issuer, audience, now } = this.#options
    const { kid, key } = keys.signer()
    const issuedAtS = Math.floor(now() / 1000)
    const expiresAtS = issuedAtS + this.#lifetimeS
    const token = await new SignJWT({ sid, role })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setSubject(sub)
      .setIssuer(issuer)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(issuedAtS)
      .setExpirationTime(expiresAtS)
      .sign(key)
    return { token, expiresInS: this.#lifetimeS, expiresAt: expiresAtS * 1000 }
  }

  /** The public keys, for `/.well-known/jwks.json`. */
  jwks(): JSONWebKeySet {
    return this.#options.keys.jwks()
  }
}
