import { beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { createPublicKey } from 'node:crypto'
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'
import { TokenManager } from './token-manager'
import { createTokenVerifier, type TokenVerifier } from './token-verifier'

const ISSUER = 'https://trade.example'
const AUDIENCE = 'bourse'
const START = 1_800_000_000_000
const S = START / 1000

type Changes = {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
  key?: CryptoKey | Uint8Array
}

let ours: CryptoKeyPair
let strangers: CryptoKeyPair
let jwks: JSONWebKeySet
let now = START
let reads = 0
let verifier: TokenVerifier

beforeAll(async () => {
  ours = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  strangers = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  jwks = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] }
})

beforeEach(() => {
  now = START
  reads = 0
  verifier = verifierOf(async () => {
    reads += 1
    return jwks
  })
})

function verifierOf(fetchKeys: () => Promise<JSONWebKeySet>, maxCached = 100): TokenVerifier {
  return createTokenVerifier({
    fetchKeys,
    issuer: ISSUER,
    audience: AUDIENCE,
    now: () => now,
    maxCached,
  })
}

/** A good token but for the changes; a claim or header set to undefined is left out. */
function forge({ header = {}, claims = {}, key = ours.privateKey }: Changes = {}): Promise<string> {
  const all = {
    sub: 'usr_1',
    sid: 'ses_1',
    role: 'customer',
    jti: 'j1',
    iss: ISSUER,
    aud: AUDIENCE,
    iat: S,
    exp: S + 600,
    ...claims,
  }
  return new SignJWT(all)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1', ...header })
    .sign(key)
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
const HEADER = { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' }

async function reheaded(header: Record<string, unknown>): Promise<string> {
  const [, payload, signature] = (await forge()).split('.')
  return `${encode(header)}.${payload}.${signature}`
}

async function hmacWithPublicKey(secret: 'pem' | 'raw' | 'jwk'): Promise<string> {
  const jwk = await exportJWK(ours.publicKey)
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const bytes = {
    pem: Buffer.from(pem),
    raw: Buffer.from(jwk.x ?? '', 'base64url'),
    jwk: Buffer.from(JSON.stringify(jwk)),
  }
  return forge({ header: { alg: 'HS256' }, key: new Uint8Array(bytes[secret]) })
}

async function cut(edit: (parts: [string, string, string]) => string): Promise<string> {
  const [header = '', payload = '', signature = ''] = (await forge()).split('.')
  return edit([header, payload, signature])
}

/** The same signature bytes in another spelling: the last character's unused bits are set. */
function respelled(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.slice(-1))
  return signature.slice(0, -1) + alphabet[last + 1]
}

const MUTATIONS: Array<[name: string, token: () => Promise<string>, refused: string]> = [
  [
    'alg none without signature',
    async () => `${encode({ ...HEADER, alg: 'none' })}.${encode({})}.`,
    'malformed',
  ],
  ['alg none with our signature', () => reheaded({ ...HEADER, alg: 'none' }), 'malformed'],
  ['alg None', () => reheaded({ ...HEADER, alg: 'None' }), 'malformed'],
  ['alg missing', () => reheaded({ typ: 'at+jwt', kid: 'k1' }), 'malformed'],
  ['HS256 with the public key as PEM', () => hmacWithPublicKey('pem'), 'malformed'],
  ['HS256 with the raw public key', () => hmacWithPublicKey('raw'), 'malformed'],
  ['HS256 with the public JWK', () => hmacWithPublicKey('jwk'), 'malformed'],
  ['ES256 named over our signature', () => reheaded({ ...HEADER, alg: 'ES256' }), 'malformed'],
  ['RS256 named over our signature', () => reheaded({ ...HEADER, alg: 'RS256' }), 'malformed'],
  ['wrong issuer', () => forge({ claims: { iss: 'https://evil.example' } }), 'claims'],
  ['no issuer', () => forge({ claims: { iss: undefined } }), 'claims'],
  [
    'issuer that only starts like ours',
    () => forge({ claims: { iss: `${ISSUER}.evil` } }),
    'claims',
  ],
  ['wrong audience', () => forge({ claims: { aud: 'other' } }), 'claims'],
  ['no audience', () => forge({ claims: { aud: undefined } }), 'claims'],
  ['type JWT', () => forge({ header: { typ: 'JWT' } }), 'malformed'],
  ['no type', () => forge({ header: { typ: undefined } }), 'malformed'],
  ["a refresh token's type", () => forge({ header: { typ: 'rt+jwt' } }), 'malformed'],
  [
    'a refresh token',
    async () => `ses_01J00000000000000000000000.1.${'A'.repeat(43)}`,
    'malformed',
  ],
  ['expired', () => forge({ claims: { iat: S - 599, exp: S - 6 } }), 'expired'],
  ['no exp', () => forge({ claims: { exp: undefined } }), 'claims'],
  ['exp as text', () => forge({ claims: { exp: String(S + 600) } }), 'claims'],
  ['an exp far away', () => forge({ claims: { iat: S - 700, exp: S + 1e6 } }), 'expired'],
  ['no iat', () => forge({ claims: { iat: undefined } }), 'claims'],
  ['an iat in the future', () => forge({ claims: { iat: S + 60, exp: S + 600 } }), 'claims'],
  ['an nbf in the future', () => forge({ claims: { nbf: S + 60 } }), 'claims'],
  ['no sub', () => forge({ claims: { sub: undefined } }), 'claims'],
  ['an empty sub', () => forge({ claims: { sub: '' } }), 'claims'],
  ['no sid', () => forge({ claims: { sid: undefined } }), 'claims'],
  ['a sid that is no text', () => forge({ claims: { sid: ['ses_1'] } }), 'claims'],
  ['no jti', () => forge({ claims: { jti: undefined } }), 'claims'],
  ['no role', () => forge({ claims: { role: undefined } }), 'claims'],
  ['an unknown role', () => forge({ claims: { role: 'root' } }), 'claims'],
  ['several roles', () => forge({ claims: { role: ['customer', 'admin'] } }), 'claims'],
  ['unknown kid', () => forge({ header: { kid: 'k2' } }), 'unknown_key'],
  ['no kid', () => forge({ header: { kid: undefined } }), 'malformed'],
  ['a kid that is a path', () => forge({ header: { kid: '../../dev/null' } }), 'unknown_key'],
  ['a kid of the prototype', () => forge({ header: { kid: '__proto__' } }), 'unknown_key'],
  ["a stranger's key under our kid", () => forge({ key: strangers.privateKey }), 'signature'],
  ['jku', () => forge({ header: { jku: 'http://127.0.0.1:1/jwks' } }), 'malformed'],
  ['x5u', () => forge({ header: { x5u: 'http://127.0.0.1:1/x' } }), 'malformed'],
  [
    'an embedded jwk',
    async () =>
      forge({ header: { jwk: await exportJWK(strangers.publicKey) }, key: strangers.privateKey }),
    'malformed',
  ],
  ['crit', () => reheaded({ ...HEADER, crit: ['exp'] }), 'malformed'],
  ['b64 false', () => reheaded({ ...HEADER, b64: false }), 'malformed'],
  ['truncated signature', () => cut(([h, p, s]) => `${h}.${p}.${s.slice(0, -2)}`), 'signature'],
  ['empty signature', () => cut(([h, p]) => `${h}.${p}.`), 'malformed'],
  ['no signature', () => cut(([h, p]) => `${h}.${p}`), 'malformed'],
  [
    'another spelling of the signature',
    () => cut(([h, p, s]) => `${h}.${p}.${respelled(s)}`),
    'malformed',
  ],
  ['padding', () => cut(([h, p, s]) => `${h}.${p}.${s}==`), 'malformed'],
  ['an extra dot', () => cut(([h, p, s]) => `${h}.${p}.${s}.`), 'malformed'],
  ['five parts', () => cut(([h, p, s]) => `${h}.${p}.${s}.${p}.${s}`), 'malformed'],
  ['a leading space', async () => ` ${await forge()}`, 'malformed'],
  ['a line break at the end', async () => `${await forge()}\n`, 'malformed'],
  [
    'another payload under our signature',
    () => cut(([h, , s]) => `${h}.${encode({ role: 'admin' })}.${s}`),
    'signature',
  ],
  ['a header that is no JSON', () => cut(([, p, s]) => `bm90anNvbg.${p}.${s}`), 'malformed'],
  ['a header that is a list', () => cut(([, p, s]) => `${encode([])}.${p}.${s}`), 'malformed'],
  ['too long', () => forge({ claims: { pad: 'x'.repeat(3_000) } }), 'malformed'],
  ['nothing', async () => '', 'malformed'],
]

describe('token matrix', () => {
  test('accepts a good token', async () => {
    expect(await verifier.verify(await forge())).toEqual({
      sub: 'usr_1',
      sid: 'ses_1',
      role: 'customer',
      jti: 'j1',
      iat: S,
      exp: S + 600,
    })
  })

  test.each(MUTATIONS)('refuses %s', async (_, token, refused) => {
    const text = await token()
    expect(await verifier.verify(text)).toEqual({ refused } as never)
    expect(await verifier.verify(text)).toEqual({ refused } as never)
  })

  test('refuses every single changed character of a good token', async () => {
    const token = await forge()
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, at) + other + token.slice(at + 1)
      expect(await verifier.verify(changed)).toHaveProperty('refused')
    }
  })
})

describe('token verifier', () => {
  test('accepts what the token manager issues', async () => {
    const keys = { signer: () => ({ kid: 'k1', key: ours.privateKey }), jwks: () => jwks }
    const manager = new TokenManager({ keys, issuer: ISSUER, audience: AUDIENCE, now: () => now })
    const issued = await manager.issue({ sub: 'usr_9', sid: 'ses_9', role: 'admin' })
    const claims = await verifier.verify(issued.token)
    expect(claims).toMatchObject({ sub: 'usr_9', sid: 'ses_9', role: 'admin', exp: S + 600 })
    expect(issued).toMatchObject({ expiresInS: 600, expiresAt: START + 600_000 })
    expect(manager.jwks()).toBe(jwks)
  })

  test('allows clocks to differ by 5 s and no more', async () => {
    const early = await forge({ claims: { iat: S + 5, exp: S + 600 } })
    expect(await verifier.verify(early)).toHaveProperty('sub')
    const token = await forge()
    now = START + 604_000
    expect(await verifier.verify(token)).toHaveProperty('sub')
    now = START + 606_000
    expect(await verifier.verify(token)).toEqual({ refused: 'expired' })
  })

  test('a remembered token expires when it says so', async () => {
    const token = await forge({ claims: { exp: S + 10 } })
    expect(await verifier.verify(token)).toHaveProperty('sub')
    now = START + 16_000
    expect(await verifier.verify(token)).toEqual({ refused: 'expired' })
  })

  test('remembers for 60 s, until its session is forgotten, and no more tokens than it may', async () => {
    const hits: boolean[] = []
    const counting = createTokenVerifier({
      fetchKeys: async () => jwks,
      issuer: ISSUER,
      audience: AUDIENCE,
      now: () => now,
      maxCached: 2,
      onHit: (_, hit) => hits.push(hit),
    })
    const token = await forge()
    for (let call = 0; call < 2; call += 1) await counting.verify(token)
    now += 60_000
    await counting.verify(token)
    counting.forget('ses_2')
    await counting.verify(token)
    counting.forget('ses_1')
    await counting.verify(token)
    for (const jti of ['a', 'b']) await counting.verify(await forge({ claims: { jti } }))
    await counting.verify(token)
    expect(hits).toEqual([false, true, false, true, false, false, false, false])
  })

  test('a key that is gone ends its remembered tokens at the next reading', async () => {
    let published = jwks
    const following = verifierOf(async () => published)
    const token = await forge()
    expect(await following.verify(token)).toHaveProperty('sub')
    published = { keys: [{ ...(await exportJWK(strangers.publicKey)), kid: 'k2' }] }
    await following.refresh()
    expect(await following.verify(token)).toEqual({ refused: 'unknown_key' })
    expect(following.keyIds()).toEqual(['k2'])
  })

  test('unknown key ids make it read the keys once a second at most', async () => {
    for (let call = 0; call < 20; call += 1) {
      await verifier.verify(await forge({ header: { kid: `k${call + 2}` } }))
    }
    expect(reads).toBe(1)
    now += 1_000
    await verifier.verify(await forge({ header: { kid: 'k99' } }))
    expect(reads).toBe(2)
  })

  test('a crowd at the start waits for one reading', async () => {
    const token = await forge()
    const all = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)))
    expect(all.every((claims) => 'sub' in claims)).toBe(true)
    expect(reads).toBe(1)
  })

  test('without keys it says so, and with keys it outlives an outage of the issuer for an hour', async () => {
    let up = false
    const patient = verifierOf(async () => {
      if (!up) throw new Error('down')
      return jwks
    })
    expect(await patient.verify(await forge())).toEqual({ refused: 'keys_unavailable' })
    up = true
    now += 1_000
    expect(await patient.verify(await forge())).toHaveProperty('sub')
    up = false
    now += 3_600_000
    await patient.refresh()
    const fresh = await forge({ claims: { iat: now / 1000, exp: now / 1000 + 600 } })
    expect(await patient.verify(fresh)).toHaveProperty('sub')
    now += 1_001
    expect(await patient.verify(fresh)).toEqual({ refused: 'keys_unavailable' })
  })

  test('trusts Ed25519 keys alone, whatever else the document holds', async () => {
    const rsa = await generateKeyPair('RS256', { extractable: true })
    const mixed = {
      keys: [
        { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
        ...jwks.keys,
        { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
      ],
    }
    const strict = verifierOf(async () => mixed)
    await strict.refresh()
    expect(strict.keyIds()).toEqual(['k1'])
  })
})
