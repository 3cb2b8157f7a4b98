import { beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose'
import { TokenManager } from './token-manager'
import { forge as forgeWith, tokenMutations } from './token-mutations'
import { createTokenVerifier, type TokenVerifier } from './token-verifier'

const ISSUER = 'https://trade.example'
const AUDIENCE = 'bourse'
const START = 1_800_000_000_000
const S = START / 1000

const newPair = () => generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
const [ours, strangers] = await Promise.all([newPair(), newPair()])
const forger = { ours, strangers, kid: 'k1', issuer: ISSUER, audience: AUDIENCE, nowS: S }

let jwks: JSONWebKeySet
let now = START
let reads = 0
let verifier: TokenVerifier

beforeAll(async () => {
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

const forge = (changes?: Parameters<typeof forgeWith>[1]) => forgeWith(forger, changes)

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

  test.each(tokenMutations(forger))('refuses %s', async (_, token, refused) => {
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
