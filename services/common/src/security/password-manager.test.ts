import { describe, expect, test } from 'bun:test'
import { PasswordManager } from './password-manager'
import { Busy, WorkQueue } from './work-queue'

// bcrypt's least cost: these tests are about meaning, not about time.
const cheap = { cost: 4 }

describe('PasswordManager', () => {
  test('verifies the password that it hashed and no other', async () => {
    const passwords = new PasswordManager(cheap)
    const hash = await passwords.hash('tower plum orbit 7')
    expect(hash).toStartWith('$2b$04$')
    expect(await passwords.verify('tower plum orbit 7', hash)).toEqual({ ok: true, rehash: false })
    expect(await passwords.verify('tower plum orbit 8', hash)).toEqual({ ok: false, rehash: false })
    expect(await passwords.verify('', hash)).toEqual({ ok: false, rehash: false })
    expect(await passwords.hash('tower plum orbit 7')).not.toBe(hash)
  })

  test('takes a composed and a decomposed letter for the same password', async () => {
    const passwords = new PasswordManager(cheap)
    const hash = await passwords.hash('caf\u00e9 au lait 42'.normalize('NFC'))
    expect((await passwords.verify('caf\u00e9 au lait 42'.normalize('NFD'), hash)).ok).toBe(true)
  })

  test('tells passwords apart that agree in their first 72 bytes', async () => {
    const passwords = new PasswordManager(cheap)
    const start = 'abcdefgh7'.repeat(8)
    const hash = await passwords.hash(`${start}one`)
    expect((await passwords.verify(`${start}one`, hash)).ok).toBe(true)
    expect((await passwords.verify(`${start}two`, hash)).ok).toBe(false)
    expect((await passwords.verify(start, hash)).ok).toBe(false)
    expect((await passwords.verify(start, await passwords.hash(start))).ok).toBe(true)
    expect((await passwords.verify(`${start}x`, await passwords.hash(start))).ok).toBe(false)
  })

  test('asks for a new hash when the cost has changed, only for the right password', async () => {
    const old = await new PasswordManager({ cost: 5 }).hash('tower plum orbit 7')
    const passwords = new PasswordManager(cheap)
    expect(await passwords.verify('tower plum orbit 7', old)).toEqual({ ok: true, rehash: true })
    expect(await passwords.verify('wrong', old)).toEqual({ ok: false, rehash: false })
  })

  test('uses cost 12 unless told otherwise', async () => {
    expect(await new PasswordManager().hash('tower plum orbit 7')).toStartWith('$2b$12$')
  })

  test('hashes as much for an unknown user as for a known one', async () => {
    const passwords = new PasswordManager({ cost: 10 })
    const hash = await passwords.hash('tower plum orbit 7')
    const known = await fastest(() => passwords.verify('some wrong guess', hash))
    const unknown = await fastest(() => passwords.verifyUnknown('some wrong guess'))
    // Not a budget: skipping the hash would make the ratio thousands.
    expect(known / unknown).toBeLessThan(5)
    expect(unknown / known).toBeLessThan(5)
    expect(await passwords.verifyUnknown('anything at all')).toEqual({ ok: false, rehash: false })
  })

  test('refuses a flood with Busy instead of queueing it', async () => {
    const passwords = new PasswordManager({ cost: 4, maxConcurrent: 1, maxQueued: 2 })
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => passwords.hash('tower plum orbit 7')),
    )
    const refused = all.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(7)
    expect(refused.every((one) => one.reason instanceof Busy && one.reason.retryAfterMs > 0)).toBe(
      true,
    )
    expect(await passwords.hash('tower plum orbit 7')).toStartWith('$2b$')
  })
})

describe('WorkQueue', () => {
  test('never runs more at once than it may, in order, and goes on after a failure', async () => {
    const queue = new WorkQueue({ maxConcurrent: 2, maxQueued: 100, retryAfterMs: 1 })
    const order: number[] = []
    let running = 0
    let most = 0
    const work = (n: number) => async () => {
      order.push(n)
      running += 1
      most = Math.max(most, running)
      for (let turn = 0; turn < 3; turn += 1) await new Promise((next) => setImmediate(next))
      running -= 1
      if (n % 3 === 0) throw new Error('failed')
    }
    const started: Promise<boolean>[] = []
    // Newcomers arrive while others wait and while places are handed on.
    for (let n = 0; n < 30; n += 1) {
      const done = queue.run(work(n))
      started.push(
        done.then(
          () => true,
          () => false,
        ),
      )
      if (n % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const succeeded = await Promise.all(started)
    expect(most).toBe(2)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(succeeded.filter((ok) => !ok)).toHaveLength(10)
  })
})

async function fastest(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const from = performance.now()
    await run()
    times.push(performance.now() - from)
  }
  return Math.min(...times)
}
