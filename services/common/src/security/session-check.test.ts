import { describe, expect, test } from 'bun:test'
import { MemorySharedState } from '../shared-state/memory'
import { createSessionCheck, type SessionCache } from './session-check'

const UID = 'usr_1'
const SID = 'ses_1'

/** Two replicas over one store, on one clock; `shared` may be replaced by a broken one. */
function replicas(sharedOf: (memory: SessionCache, replica: number) => SessionCache = (m) => m) {
  const world = { now: 1_800_000_000_000, live: true, storeUp: true, storeCalls: 0 }
  const now = () => world.now
  const memory = new MemorySharedState({ now })
  const store = async () => {
    world.storeCalls += 1
    if (!world.storeUp) throw new Error('store unavailable')
    return world.live
  }
  const ended: string[] = []
  const [ours, theirs] = [0, 1].map((replica) =>
    createSessionCheck({
      shared: sharedOf(memory, replica),
      store,
      now,
      onRevoked: (sid) => ended.push(`${replica} ${sid}`),
    }),
  )
  if (ours === undefined || theirs === undefined) throw new Error('two replicas')
  return { world, memory, ours, theirs, ended }
}

const deaf = (): SessionCache => ({
  get: async () => undefined,
  set: async () => undefined,
  publish: async () => undefined,
  subscribe: () => () => undefined,
})

describe('session check', () => {
  test('asks the store once a second at most, and another replica not at all', async () => {
    const { world, ours, theirs } = replicas()
    for (let call = 0; call < 10; call += 1) expect(await ours.isLive(UID, SID)).toBe(true)
    expect(await theirs.isLive(UID, SID)).toBe(true)
    expect(world.storeCalls).toBe(1)
    world.now += 1_000
    await ours.isLive(UID, SID)
    expect(world.storeCalls).toBe(2)
  })

  test('asks the store once for a crowd', async () => {
    const { world, ours } = replicas()
    await Promise.all(Array.from({ length: 50 }, () => ours.isLive(UID, SID)))
    expect(world.storeCalls).toBe(1)
  })

  test('a sign-out bites at once on both replicas', async () => {
    const { world, ours, theirs, ended } = replicas()
    expect(await ours.isLive(UID, SID)).toBe(true)
    expect(await theirs.isLive(UID, SID)).toBe(true)
    world.live = false
    await ours.revoked(UID, SID)
    expect(await ours.isLive(UID, SID)).toBe(false)
    expect(await theirs.isLive(UID, SID)).toBe(false)
    expect(ended.toSorted()).toContain('1 ses_1')
    expect(world.storeCalls).toBe(1)
  })

  test('a sign-out bites within a second where shared state is away', async () => {
    const { world, ours, theirs } = replicas(deaf)
    expect(await theirs.isLive(UID, SID)).toBe(true)
    world.live = false
    await ours.revoked(UID, SID)
    world.now += 999
    expect(await theirs.isLive(UID, SID)).toBe(true)
    world.now += 1
    expect(await theirs.isLive(UID, SID)).toBe(false)
  })

  test('one second is the sum over all layers, not each one alone', async () => {
    const { world, ours, theirs } = replicas((memory) => ({ ...deaf(), ...readWrite(memory) }))
    expect(await ours.isLive(UID, SID)).toBe(true)
    world.now += 900
    expect(await theirs.isLive(UID, SID)).toBe(true)
    world.live = false
    world.now += 100
    expect(await theirs.isLive(UID, SID)).toBe(false)
    expect(world.storeCalls).toBe(2)
  })

  test('an old or forged entry in shared state lets nobody in', async () => {
    for (const offset of [-1, 0, 1_001, 90_000, Number.MAX_SAFE_INTEGER - 1_800_000_000_000]) {
      const { world, memory, ours } = replicas()
      world.live = false
      await memory.set(`session:${UID}:${SID}`, `live:${world.now + offset}`, 60_000)
      expect(await ours.isLive(UID, SID)).toBe(false)
    }
    for (const entry of ['live', 'live:', 'live:Infinity', 'true', '', 'live:1e15', 'live:-1']) {
      const { world, memory, ours } = replicas()
      world.live = false
      await memory.set(`session:${UID}:${SID}`, entry, 60_000)
      expect(await ours.isLive(UID, SID)).toBe(false)
    }
  })

  test('a flushed shared state logs nobody out', async () => {
    const { world, memory, ours } = replicas()
    await ours.isLive(UID, SID)
    await memory.delete(`session:${UID}:${SID}`)
    world.now += 1_000
    expect(await ours.isLive(UID, SID)).toBe(true)
  })

  test('throws when only the store could tell and it is away, and asks again afterwards', async () => {
    const { world, ours } = replicas(deaf)
    world.storeUp = false
    expect(ours.isLive(UID, SID)).rejects.toThrow('store unavailable')
    await Promise.resolve()
    world.storeUp = true
    await ours.isLive(UID, SID).catch(() => undefined)
    expect(await ours.isLive(UID, SID)).toBe(true)
  })

  test("one user's session is not another's", async () => {
    const { world, ours } = replicas()
    expect(await ours.isLive(UID, SID)).toBe(true)
    world.live = false
    expect(await ours.isLive('usr_2', SID)).toBe(false)
  })

  test('a question that was asked before the sign-out answers nobody who asks after it', async () => {
    const answers: Array<(live: boolean) => void> = []
    const shared = new MemorySharedState({ now: Date.now })
    const store = () => new Promise<boolean>((resolve) => answers.push(resolve))
    const check = createSessionCheck({ shared: { ...deaf() }, store, now: Date.now })
    const before = check.isLive(UID, SID)
    await drained()
    await check.revoked(UID, SID)
    const after = check.isLive(UID, SID)
    await drained()
    expect(answers).toHaveLength(2)
    answers[1]?.(false)
    answers[0]?.(true)
    expect(await after).toBe(false)
    await before
    await shared.close()
  })
})

function readWrite(memory: SessionCache): Pick<SessionCache, 'get' | 'set'> {
  return { get: (key) => memory.get(key), set: (key, value, ttl) => memory.set(key, value, ttl) }
}

async function drained(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
