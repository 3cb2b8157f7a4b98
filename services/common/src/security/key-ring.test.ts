import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing } from './key-ring'
import { KeyStore } from './key-store'
import type { RotationPolicy } from './rotation'
import { type AccessToken, TokenManager } from './token-manager'
import { createTokenVerifier, type TokenVerifier } from './token-verifier'

const policy: RotationPolicy = {
  rotateAfterMs: 86_400_000,
  announceMs: 30_000,
  retireAfterMs: 660_000,
}
const ISSUER = 'https://trade.example'
const AUDIENCE = 'bourse'

describe('KeyRing', () => {
  let dir = ''
  let now = 1_800_000_000_000
  const clock = () => now
  const open = (extra: { readOnly?: boolean; isKnownEverywhere?: () => Promise<boolean> } = {}) =>
    KeyRing.open({ files: new KeyStore(dir), now: clock, policy, ...extra })

  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'bourse-keys-')), 'keys')
  })
  afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }))

  const issue = (keys: KeyRing) =>
    new TokenManager({ keys, issuer: ISSUER, audience: AUDIENCE, now: clock }).issue({
      sub: 'usr_1',
      sid: 'ses_1',
      role: 'customer',
    })
  const verifierOf = (ring: KeyRing) =>
    createTokenVerifier({
      fetchKeys: async () => ring.jwks(),
      issuer: ISSUER,
      audience: AUDIENCE,
      now: clock,
    })

  test('creates one private key at the first start and keeps it', async () => {
    const kid = (await open()).signer().kid
    expect((await open()).signer().kid).toBe(kid)
    const files = await readdir(dir)
    expect(files).toEqual(['key-000001.json'])
    expect((await stat(join(dir, 'key-000001.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
  })

  test('several first starts at once agree on one key', async () => {
    const rings = await Promise.all(Array.from({ length: 8 }, () => open()))
    for (const ring of rings) await ring.tick()
    expect(new Set(rings.map((ring) => ring.signer().kid)).size).toBe(1)
    expect(await readdir(dir)).toEqual(['key-000001.json'])
  })

  test('a process that looked before another created a key adds no second one', async () => {
    const store = new KeyStore(dir)
    await store.add([], now)
    await new KeyStore(dir).add([], now)
    expect(await store.read()).toHaveLength(1)
    await store.add(await store.read(), now)
    expect(await store.read()).toHaveLength(2)
  })

  test('publishes no private part', async () => {
    const ring = await open()
    const secret = JSON.parse(await readFile(join(dir, 'key-000001.json'), 'utf8')).jwk.d
    const published = JSON.stringify(ring.jwks())
    expect(published).not.toContain(secret)
    expect(Object.keys(ring.jwks().keys[0] ?? {}).toSorted()).toEqual(
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'].toSorted(),
    )
  })

  test('refuses to start on a damaged key file, without quoting it', async () => {
    await open()
    await writeFile(join(dir, 'key-000001.json'), '{"d":"private')
    const error = await open().catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('key-000001.json')
    expect(String(error)).not.toContain('private')
  })

  test('a read-only ring creates nothing and follows the one that rotates', async () => {
    expect(open({ readOnly: true })).rejects.toThrow('no key')
    const writer = await open()
    const reader = await open({ readOnly: true })
    await writer.rotate()
    now += policy.announceMs
    await writer.tick()
    expect(reader.signer().kid).not.toBe(writer.signer().kid)
    await reader.tick()
    expect(reader.signer().kid).toBe(writer.signer().kid)
  })

  test('waits with signing until every process knows the new key', async () => {
    let known = false
    const ring = await open({ isKnownEverywhere: async () => known })
    const first = ring.signer().kid
    await ring.rotate()
    expect(ring.jwks().keys).toHaveLength(2)
    now += policy.announceMs * 10
    await ring.tick()
    expect(ring.signer().kid).toBe(first)
    known = true
    await ring.tick()
    expect(ring.signer().kid).not.toBe(first)
  })

  test('rotates by age without being asked', async () => {
    const ring = await open()
    const first = ring.signer().kid
    now += policy.rotateAfterMs
    await ring.tick()
    expect(ring.signer().kid).toBe(first)
    now += policy.announceMs
    await ring.tick()
    expect(ring.signer().kid).not.toBe(first)
  })

  test('refuses no good token while keys rotate, and every token of a retired key', async () => {
    const issuers = await Promise.all([open(), open()])
    const verifiers = issuers.map(verifierOf)
    const held: AccessToken[] = []
    const kids = new Set<string>()
    // A quarter of an hour; everyone re-reads every 10 s, each a little out of step.
    for (let step = 0; step < 180; step += 1) {
      if (step === 20 || step === 110) await issuers[0]?.rotate()
      await issuers[step % 2]?.tick()
      await verifiers[(step + 1) % 2]?.refresh()
      held.push(...(await Promise.all(issuers.map(issue))))
      for (const ring of issuers) kids.add(ring.signer().kid)
      const alive = held.filter(({ expiresAt }) => expiresAt > now)
      expect(await refusals(verifiers, alive)).toEqual([])
      now += 5_000
    }
    expect(kids.size).toBe(3)
    now += policy.retireAfterMs
    await issuers[0]?.tick()
    expect(issuers[0]?.jwks().keys).toHaveLength(1)
    expect(await readdir(dir)).toHaveLength(1)
  })

  test('a retired key verifies nothing, even a token that would live on', async () => {
    const ring = await open()
    const lifetimeS = 3_600
    const manager = new TokenManager({
      keys: ring,
      issuer: ISSUER,
      audience: AUDIENCE,
      now: clock,
      lifetimeS,
    })
    const verifier = createTokenVerifier({
      fetchKeys: async () => ring.jwks(),
      issuer: ISSUER,
      audience: AUDIENCE,
      now: clock,
      maxTokenAgeS: lifetimeS,
    })
    const { token } = await manager.issue({ sub: 'usr_1', sid: 'ses_1', role: 'admin' })
    await ring.rotate()
    now += policy.announceMs
    await ring.tick()
    now += policy.retireAfterMs - 1
    await ring.tick()
    await verifier.refresh()
    expect(await verifier.verify(token)).toMatchObject({ role: 'admin' })
    now += 1
    await ring.tick()
    await verifier.refresh()
    expect(await verifier.verify(token)).toEqual({ refused: 'unknown_key' })
  })
})

async function refusals(verifiers: TokenVerifier[], tokens: AccessToken[]): Promise<unknown[]> {
  const answers = verifiers.flatMap((one) => tokens.map(({ token }) => one.verify(token)))
  return (await Promise.all(answers)).filter((answer) => 'refused' in answer)
}
