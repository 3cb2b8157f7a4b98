import { createPublicKey } from 'node:crypto'
import { exportJWK, SignJWT } from 'jose'

/** What tests forge tokens with: the issuer's real pair, a stranger's, and what a good token says. */
export type Forger = {
  ours: CryptoKeyPair
  strangers: CryptoKeyPair
  kid: string
  issuer: string
  audience: string
  /** Seconds since the epoch. */
  nowS: number
  /** A user and a live session, so that nothing but the forgery itself can be the reason. */
  subject?: { sub: string; sid: string }
}

type Changes = {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
  key?: CryptoKey | Uint8Array
}

/** One forged token: what is wrong with it, how to make it, and why the verifier refuses it. */
export type TokenMutation = [name: string, token: () => Promise<string>, refused: string]

/** Tokens that every door refuses (RFC 8725 and our own rules), for gateway and services alike. */
export function tokenMutations(forger: Forger): TokenMutation[] {
  return [wrongHeader, wrongKey, wrongClaims, wrongShape].flatMap((mutations) => mutations(forger))
}

/** A good token but for the changes; a claim or header set to undefined is left out. */
export function forge(forger: Forger, changes: Changes = {}): Promise<string> {
  const claims = {
    sub: 'usr_1',
    sid: 'ses_1',
    ...forger.subject,
    role: 'customer',
    jti: 'j1',
    iss: forger.issuer,
    aud: forger.audience,
    iat: forger.nowS,
    exp: forger.nowS + 600,
    ...changes.claims,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: forger.kid, ...changes.header })
    .sign(changes.key ?? forger.ours.privateKey)
}

function wrongHeader(forger: Forger): TokenMutation[] {
  const { kid } = forger
  return [
    [
      'alg none without signature',
      async () => `${encode({ ...goodHeader(forger), alg: 'none' })}.${encode({})}.`,
      'malformed',
    ],
    [
      'alg none with our signature',
      () => reheaded(forger, { ...goodHeader(forger), alg: 'none' }),
      'malformed',
    ],
    ['alg None', () => reheaded(forger, { ...goodHeader(forger), alg: 'None' }), 'malformed'],
    ['alg missing', () => reheaded(forger, { typ: 'at+jwt', kid }), 'malformed'],
    ['HS256 with the public key as PEM', () => hmacWithPublicKey(forger, 'pem'), 'malformed'],
    ['HS256 with the raw public key', () => hmacWithPublicKey(forger, 'raw'), 'malformed'],
    ['HS256 with the public JWK', () => hmacWithPublicKey(forger, 'jwk'), 'malformed'],
    [
      'ES256 named over our signature',
      () => reheaded(forger, { ...goodHeader(forger), alg: 'ES256' }),
      'malformed',
    ],
    [
      'RS256 named over our signature',
      () => reheaded(forger, { ...goodHeader(forger), alg: 'RS256' }),
      'malformed',
    ],
    ['type JWT', () => forge(forger, { header: { typ: 'JWT' } }), 'malformed'],
    ['no type', () => forge(forger, { header: { typ: undefined } }), 'malformed'],
    ["a refresh token's type", () => forge(forger, { header: { typ: 'rt+jwt' } }), 'malformed'],
    ['crit', () => reheaded(forger, { ...goodHeader(forger), crit: ['exp'] }), 'malformed'],
    ['b64 false', () => reheaded(forger, { ...goodHeader(forger), b64: false }), 'malformed'],
  ]
}

function wrongKey(forger: Forger): TokenMutation[] {
  return [
    ['unknown kid', () => forge(forger, { header: { kid: 'k2' } }), 'unknown_key'],
    ['no kid', () => forge(forger, { header: { kid: undefined } }), 'malformed'],
    [
      'a kid that is a path',
      () => forge(forger, { header: { kid: '../../dev/null' } }),
      'unknown_key',
    ],
    [
      'a kid of the prototype',
      () => forge(forger, { header: { kid: '__proto__' } }),
      'unknown_key',
    ],
    [
      "a stranger's key under our kid",
      () => forge(forger, { key: forger.strangers.privateKey }),
      'signature',
    ],
    ['jku', () => forge(forger, { header: { jku: 'http://127.0.0.1:1/jwks' } }), 'malformed'],
    ['x5u', () => forge(forger, { header: { x5u: 'http://127.0.0.1:1/x' } }), 'malformed'],
    [
      'an embedded jwk',
      async () =>
        forge(forger, {
          header: { jwk: await exportJWK(forger.strangers.publicKey) },
          key: forger.strangers.privateKey,
        }),
      'malformed',
    ],
  ]
}

function wrongClaims(forger: Forger): TokenMutation[] {
  const { issuer, nowS } = forger
  return [
    ['wrong issuer', () => forge(forger, { claims: { iss: 'https://evil.example' } }), 'claims'],
    ['no issuer', () => forge(forger, { claims: { iss: undefined } }), 'claims'],
    [
      'issuer that only starts like ours',
      () => forge(forger, { claims: { iss: `${issuer}.evil` } }),
      'claims',
    ],
    ['wrong audience', () => forge(forger, { claims: { aud: 'other' } }), 'claims'],
    ['no audience', () => forge(forger, { claims: { aud: undefined } }), 'claims'],
    ['expired', () => forge(forger, { claims: { iat: nowS - 599, exp: nowS - 6 } }), 'expired'],
    ['no exp', () => forge(forger, { claims: { exp: undefined } }), 'claims'],
    ['exp as text', () => forge(forger, { claims: { exp: String(nowS + 600) } }), 'claims'],
    [
      'an exp far away',
      () => forge(forger, { claims: { iat: nowS - 700, exp: nowS + 1e6 } }),
      'expired',
    ],
    ['no iat', () => forge(forger, { claims: { iat: undefined } }), 'claims'],
    [
      'an iat in the future',
      () => forge(forger, { claims: { iat: nowS + 60, exp: nowS + 600 } }),
      'claims',
    ],
    ['an nbf in the future', () => forge(forger, { claims: { nbf: nowS + 60 } }), 'claims'],
    ['no sub', () => forge(forger, { claims: { sub: undefined } }), 'claims'],
    ['an empty sub', () => forge(forger, { claims: { sub: '' } }), 'claims'],
    ['no sid', () => forge(forger, { claims: { sid: undefined } }), 'claims'],
    ['a sid that is no text', () => forge(forger, { claims: { sid: ['ses_1'] } }), 'claims'],
    ['no jti', () => forge(forger, { claims: { jti: undefined } }), 'claims'],
    ['no role', () => forge(forger, { claims: { role: undefined } }), 'claims'],
    ['an unknown role', () => forge(forger, { claims: { role: 'root' } }), 'claims'],
    ['several roles', () => forge(forger, { claims: { role: ['customer', 'admin'] } }), 'claims'],
  ]
}

function wrongShape(forger: Forger): TokenMutation[] {
  return [
    [
      'a refresh token',
      async () => `ses_01J00000000000000000000000.1.${'A'.repeat(43)}`,
      'malformed',
    ],
    [
      'truncated signature',
      () => cut(forger, ([h, p, s]) => `${h}.${p}.${s.slice(0, -2)}`),
      'signature',
    ],
    ['empty signature', () => cut(forger, ([h, p]) => `${h}.${p}.`), 'malformed'],
    ['no signature', () => cut(forger, ([h, p]) => `${h}.${p}`), 'malformed'],
    [
      'another spelling of the signature',
      () => cut(forger, ([h, p, s]) => `${h}.${p}.${respelled(s)}`),
      'malformed',
    ],
    ['padding', () => cut(forger, ([h, p, s]) => `${h}.${p}.${s}==`), 'malformed'],
    ['an extra dot', () => cut(forger, ([h, p, s]) => `${h}.${p}.${s}.`), 'malformed'],
    ['five parts', () => cut(forger, ([h, p, s]) => `${h}.${p}.${s}.${p}.${s}`), 'malformed'],
    ['a leading space', async () => ` ${await forge(forger)}`, 'malformed'],
    ['a line break at the end', async () => `${await forge(forger)}\n`, 'malformed'],
    [
      'another payload under our signature',
      () => cut(forger, ([h, , s]) => `${h}.${encode({ role: 'admin' })}.${s}`),
      'signature',
    ],
    [
      'a header that is no JSON',
      () => cut(forger, ([, p, s]) => `bm90anNvbg.${p}.${s}`),
      'malformed',
    ],
    [
      'a header that is a list',
      () => cut(forger, ([, p, s]) => `${encode([])}.${p}.${s}`),
      'malformed',
    ],
    ['too long', () => forge(forger, { claims: { pad: 'x'.repeat(3_000) } }), 'malformed'],
    ['nothing', async () => '', 'malformed'],
  ]
}

function goodHeader({ kid }: Forger): Record<string, unknown> {
  return { alg: 'EdDSA', typ: 'at+jwt', kid }
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

async function reheaded(forger: Forger, header: Record<string, unknown>): Promise<string> {
  const [, payload, signature] = (await forge(forger)).split('.')
  return `${encode(header)}.${payload}.${signature}`
}

async function hmacWithPublicKey(forger: Forger, secret: 'pem' | 'raw' | 'jwk'): Promise<string> {
  const jwk = await exportJWK(forger.ours.publicKey)
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const bytes = {
    pem: Buffer.from(pem),
    raw: Buffer.from(jwk.x ?? '', 'base64url'),
    jwk: Buffer.from(JSON.stringify(jwk)),
  }
  return forge(forger, { header: { alg: 'HS256' }, key: new Uint8Array(bytes[secret]) })
}

async function cut(
  forger: Forger,
  edit: (parts: [string, string, string]) => string,
): Promise<string> {
  const [header = '', payload = '', signature = ''] = (await forge(forger)).split('.')
  return edit([header, payload, signature])
}

/** The same signature bytes in another spelling: the last character's unused bits are set. */
function respelled(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.slice(-1))
  return signature.slice(0, -1) + alphabet[last + 1]
}
