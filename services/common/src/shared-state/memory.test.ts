import { describe, expect, test } from 'bun:test'
import { MemorySharedState } from './memory'
import { describeSharedState } from './shared-state.conformance'

describeSharedState('memory', async () => {
  let now = 1_800_000_000_000
  const shared = new MemorySharedState({ now: () => now })
  return {
    open: async () => shared,
    advance: async (ms) => {
      now += ms
    },
    stop: async () => undefined,
  }
})

describe('memory alone', () => {
  test('holds no more entries, characters or buckets than it may', async () => {
    const now = () => 1_800_000_000_000
    const small = new MemorySharedState({ now, maxEntries: 2, maxBuckets: 1, maxLength: 1_000 })
    for (const key of ['a', 'b', 'c']) await small.set(key, key, 60_000)
    expect(await small.get('a')).toBeUndefined()
    expect(await small.get('c')).toBe('c')
    await small.set('d', 'x'.repeat(998), 60_000)
    expect(await small.get('c')).toBeUndefined()
    const once = { limit: 1, windowMs: 60_000 }
    await small.consume('one', once)
    await small.consume('two', once)
    expect((await small.consume('one', once)).allowed).toBe(true)
  })

  test('counts hits and misses', async () => {
    const seen: Array<[string, boolean]> = []
    const onHit = (layer: string, hit: boolean) => seen.push([layer, hit])
    const shared = new MemorySharedState({ now: Date.now, onHit })
    await shared.get('k')
    await shared.set('k', 'v', 60_000)
    await shared.get('k')
    expect(seen).toEqual([
      ['memory', false],
      ['memory', true],
    ])
  })

  test('answers a limit from an injected clock to the millisecond', async () => {
    let now = 1_800_000_000_000
    const shared = new MemorySharedState({ now: () => now })
    const rate = { limit: 3, windowMs: 1_000 }
    for (let call = 0; call < 3; call += 1) await shared.consume('b', rate)
    const refused = await shared.consume('b', rate)
    expect(refused).toEqual({
      allowed: false,
      limit: 3,
      remaining: 0,
      resetMs: 1_000,
      retryAfterMs: 334,
    })
    now += 333
    expect((await shared.consume('b', rate)).allowed).toBe(false)
    now += 1
    expect((await shared.consume('b', rate)).allowed).toBe(true)
  })
})
