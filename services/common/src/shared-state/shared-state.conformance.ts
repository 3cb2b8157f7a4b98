import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { SharedState } from './shared-state'

/** One adapter under test. Each `open` is another process's view of the same shared state. */
export type SharedStateSubject = {
  open(): Promise<SharedState>
  /** Lets time pass: an injected clock's, else real time. */
  advance(ms: number): Promise<void>
  stop(): Promise<void>
}

/** What every adapter of `SharedState` guarantees while its shared part is up. */
export function describeSharedState(name: string, start: () => Promise<SharedStateSubject>): void {
  describe(`shared state in ${name}`, () => {
    let subject: SharedStateSubject
    let shared: SharedState

    beforeAll(async () => {
      subject = await start()
      shared = await subject.open()
    })
    afterAll(async () => {
      await shared?.close()
      await subject?.stop()
    })

    entries(() => ({ subject, shared }))
    limits(() => ({ subject, shared }))
    messages(() => ({ shared }))
  })
}

type Fixture = { subject: SharedStateSubject; shared: SharedState }

function entries(fixture: () => Fixture): void {
  test('finds what was set and nothing else', async () => {
    const { shared } = fixture()
    await shared.set('entry', 'välue 🙂', 60_000)
    expect(await shared.get('entry')).toBe('välue 🙂')
    expect(await shared.get('no such entry')).toBeUndefined()
    await shared.set('empty', '', 60_000)
    expect(await shared.get('empty')).toBe('')
  })

  test('replaces and deletes an entry', async () => {
    const { shared } = fixture()
    await shared.set('changing', 'one', 60_000)
    await shared.set('changing', 'two', 60_000)
    expect(await shared.get('changing')).toBe('two')
    await shared.delete('changing')
    expect(await shared.get('changing')).toBeUndefined()
    await shared.delete('changing')
  })

  test('forgets an entry when its lifetime ends', async () => {
    const { subject, shared } = fixture()
    await shared.set('short', 'lived', 150)
    expect(await shared.get('short')).toBe('lived')
    await subject.advance(200)
    expect(await shared.get('short')).toBeUndefined()
  })

  test('keeps nothing that has no lifetime, and drops what it replaces', async () => {
    const { shared } = fixture()
    await shared.set('lifeless', 'before', 60_000)
    await shared.set('lifeless', 'after', 0)
    expect(await shared.get('lifeless')).toBeUndefined()
  })
}

function limits(fixture: () => Fixture): void {
  const rate = { limit: 3, windowMs: 60_000 }

  test('allows the limit at once, then says how long to wait', async () => {
    const { shared } = fixture()
    const all = []
    for (let call = 0; call < 4; call += 1) all.push(await shared.consume('burst', rate))
    expect(all.map(({ allowed }) => allowed)).toEqual([true, true, true, false])
    expect(all.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0])
    expect(all.map(({ limit }) => limit)).toEqual([3, 3, 3, 3])
    const refused = all[3]
    expect(refused?.retryAfterMs).toBeGreaterThan(15_000)
    expect(refused?.retryAfterMs).toBeLessThanOrEqual(20_000)
    expect(refused?.resetMs).toBeGreaterThan(55_000)
    expect(refused?.resetMs).toBeLessThanOrEqual(60_000)
  })

  test('allows again after exactly the time that it said', async () => {
    const { subject, shared } = fixture()
    const quick = { limit: 2, windowMs: 400 }
    for (let call = 0; call < 2; call += 1) await shared.consume('wait', quick)
    const refused = await shared.consume('wait', quick)
    expect(refused.allowed).toBe(false)
    await subject.advance(refused.retryAfterMs)
    expect((await shared.consume('wait', quick)).allowed).toBe(true)
  })

  test('takes nothing for a refused call and the cost of an allowed one', async () => {
    const { shared } = fixture()
    expect((await shared.consume('cost', { ...rate, cost: 2 })).remaining).toBe(1)
    expect((await shared.consume('cost', { ...rate, cost: 2 })).allowed).toBe(false)
    expect((await shared.consume('cost', rate)).allowed).toBe(true)
  })

  test('never allows more than the limit to a crowd', async () => {
    const { shared } = fixture()
    const crowd = await Promise.all(
      Array.from({ length: 200 }, () => shared.consume('crowd', { limit: 7, windowMs: 60_000 })),
    )
    expect(crowd.filter(({ allowed }) => allowed)).toHaveLength(7)
  })

  test('counts buckets apart and refills one alone', async () => {
    const { shared } = fixture()
    const once = { limit: 1, windowMs: 60_000 }
    for (const bucket of ['left', 'right']) {
      expect((await shared.consume(bucket, once)).allowed).toBe(true)
      expect((await shared.consume(bucket, once)).allowed).toBe(false)
    }
    await shared.refill('left')
    expect((await shared.consume('left', once)).allowed).toBe(true)
    expect((await shared.consume('right', once)).allowed).toBe(false)
  })
}

function messages(fixture: () => Pick<Fixture, 'shared'>): void {
  test('tells every subscriber of a channel once, and no other', async () => {
    const { shared } = fixture()
    const heard: string[] = []
    const stops = [
      shared.subscribe('news', (message) => heard.push(`a ${message}`)),
      shared.subscribe('news', (message) => heard.push(`b ${message}`)),
      shared.subscribe('olds', (message) => heard.push(`c ${message}`)),
    ]
    await shared.publish('news', 'one')
    expect(heard).toEqual(['a one', 'b one'])
    for (const stop of stops) stop()
    await shared.publish('news', 'two')
    expect(heard).toEqual(['a one', 'b one'])
  })

  test('is healthy', async () => {
    expect(await fixture().shared.healthy()).toBe(true)
  })
}
