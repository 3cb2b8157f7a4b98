import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { RedisSharedState } from './redis'
import type { SharedState } from './shared-state'
import { describeSharedState } from './shared-state.conformance'
import { findRedisServer, type RedisServer, startRedisServer } from './start-redis-server'

const program = findRedisServer()
const skipped = program === undefined
if (skipped) {
  console.warn('skipped: Redis tests. Install redis-server or set REDIS_SERVER to its path.')
}

async function start(): Promise<RedisServer> {
  return startRedisServer(program ?? '')
}

describe.skipIf(skipped)('with a real redis-server', () => {
  if (skipped) return
  describeSharedState('Redis', async () => {
    const server = await start()
    return {
      open: () => openHealthy(server.url),
      advance: (ms) => Bun.sleep(ms + 1),
      stop: () => server.stop(),
    }
  })
})

describe.skipIf(skipped)('Redis between processes and in trouble', () => {
  let server: RedisServer
  let ours: SharedState
  let theirs: SharedState

  beforeAll(async () => {
    server = await start()
    ours = await openHealthy(server.url)
    theirs = await openHealthy(server.url)
  })
  afterEach(async () => {
    server.resume()
    await server.restart()
    await until(async () => (await ours.healthy()) && (await theirs.healthy()))
  })
  afterAll(async () => {
    await ours?.close()
    await theirs?.close()
    await server?.stop()
  })

  test('shares entries and limits', async () => {
    await ours.set('shared', 'value', 60_000)
    expect(await theirs.get('shared')).toBe('value')
    const once = { limit: 1, windowMs: 60_000 }
    expect((await ours.consume('both', once)).allowed).toBe(true)
    expect((await theirs.consume('both', once)).allowed).toBe(false)
  })

  test('tells another process, and the own one once', async () => {
    const heard: string[] = []
    const stopOurs = ours.subscribe('across', (message) => heard.push(`ours ${message}`))
    const stopTheirs = theirs.subscribe('across', (message) => heard.push(`theirs ${message}`))
    await heardBy(theirs, ours, 'across')
    heard.length = 0
    await ours.publish('across', 'hello')
    await ours.publish('across', 'again')
    await until(async () => heard.includes('theirs again'))
    const news = heard.filter((line) => !line.endsWith('probe')).toSorted()
    expect(news).toEqual(['ours again', 'ours hello', 'theirs again', 'theirs hello'])
    stopOurs()
    stopTheirs()
  })

  test('killed: finds nothing, throws nothing, limits and tells in this process', async () => {
    await server.kill()
    await expectDegraded(ours)
  })

  test('killed while asked: every call settles', async () => {
    const calls = Array.from({ length: 500 }, (_, n) => ours.set(`k${n}`, 'v', 60_000))
    const reads = Array.from({ length: 500 }, (_, n) => ours.get(`k${n}`))
    await Promise.all([server.kill(), ...calls, ...reads])
    await expectDegraded(ours)
  })

  test('restarted: entries are gone, calls work and subscriptions are back by themselves', async () => {
    await ours.set('lost', 'value', 60_000)
    const heard: string[] = []
    const stop = theirs.subscribe('after', (message) => heard.push(message))
    await server.restart()
    await until(async () => (await ours.healthy()) && (await theirs.healthy()))
    expect(await ours.get('lost')).toBeUndefined()
    await ours.set('found', 'value', 60_000)
    expect(await theirs.get('found')).toBe('value')
    await heardBy(theirs, ours, 'after')
    await until(async () => {
      await ours.publish('after', 'restart')
      return heard.includes('restart')
    })
    stop()
  })

  test('subscribed while it was down: hears once it is up', async () => {
    await server.kill()
    const heard: string[] = []
    const stop = theirs.subscribe('early', (message) => heard.push(message))
    await server.restart()
    await until(async () => {
      await ours.publish('early', 'now')
      return heard.length > 0
    })
    stop()
  })

  test('flushed: forgets without an error', async () => {
    await ours.set('flushed', 'value', 60_000)
    await ours.consume('flushed', { limit: 1, windowMs: 60_000 })
    const client = new Bun.RedisClient(server.url)
    await client.send('FLUSHALL', [])
    await client.send('SCRIPT', ['FLUSH'])
    client.close()
    expect(await ours.get('flushed')).toBeUndefined()
    expect((await ours.consume('flushed', { limit: 1, windowMs: 60_000 })).allowed).toBe(true)
  })

  test('paused: nobody waits longer than the deadline and the rest do not wait at all', async () => {
    server.pause()
    const waits = await waitsOf(ours, 60)
    expect(waits.degraded).toBe(true)
    expect(waits.slow).toBeLessThanOrEqual(8)
    await expectDegraded(ours)
    server.resume()
    await until(() => ours.healthy())
    await ours.set('resumed', 'value', 60_000)
    expect(await ours.get('resumed')).toBe('value')
  })

  test('paused past the socket timeout: still no waiting, and back when it goes on', async () => {
    server.pause()
    await waitsOf(ours, 1)
    await Bun.sleep(1_500)
    expect(await waitsOf(ours, 20)).toEqual({ slow: 0, degraded: true })
    server.resume()
    await until(() => ours.healthy())
    await ours.set('resumed later', 'value', 60_000)
    expect(await ours.get('resumed later')).toBe('value')
  })

  test('nothing that was asked of a dead server is done after it returns', async () => {
    await server.kill()
    await ours.set('late', 'value', 60_000)
    await server.restart()
    await until(() => ours.healthy())
    expect(await ours.get('late')).toBeUndefined()
  })
})

/** Gets one after the other: how many had to wait at all, and whether none found anything. */
async function waitsOf(shared: SharedState, calls: number) {
  let slow = 0
  let degraded = true
  for (let call = 0; call < calls; call += 1) {
    const answer = await Promise.race([shared.get('any'), Bun.sleep(100).then(() => 'slow')])
    if (answer === 'slow') slow += 1
    else degraded = degraded && answer === undefined
  }
  return { slow, degraded }
}

async function expectDegraded(shared: SharedState): Promise<void> {
  const heard: string[] = []
  const bucket = `degraded ${crypto.randomUUID()}`
  const stop = shared.subscribe('degraded', (message) => heard.push(message))
  await shared.set('degraded', 'value', 60_000)
  await shared.delete('degraded')
  expect(await shared.get('degraded')).toBeUndefined()
  await shared.publish('degraded', 'local')
  expect(heard).toEqual(['local'])
  const rate = { limit: 1, windowMs: 60_000 }
  expect((await shared.consume(bucket, rate)).allowed).toBe(true)
  expect((await shared.consume(bucket, rate)).allowed).toBe(false)
  expect(await shared.healthy()).toBe(false)
  stop()
}

async function openHealthy(url: string): Promise<SharedState> {
  const shared = new RedisSharedState({ url, now: Date.now })
  await until(() => shared.healthy())
  return shared
}

/** Waits until a message of `speaker` reaches `listener`: its subscription stands. */
async function heardBy(listener: SharedState, speaker: SharedState, channel: string) {
  let heard = false
  const stop = listener.subscribe(channel, () => {
    heard = true
  })
  await until(async () => {
    await speaker.publish(channel, 'probe')
    return heard
  })
  stop()
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await condition()) return
    await Bun.sleep(20)
  }
  throw new Error('the condition did not come true within 8 s')
}
