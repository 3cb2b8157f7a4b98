import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createDeposit } from '@bourse/contracts/cash'
import { type ServerMessage, serverMessage } from '@bourse/contracts/stream'
import { logout } from '@bourse/contracts/users'
import { Person } from '../person'
import { type Mode, type RunningPlatform, runPlatform } from '../run-platform'

for (const mode of ['all-in-one', 'split'] satisfies Mode[]) {
  describe(`the live stream, ${mode}`, () => {
    let platform: RunningPlatform
    beforeAll(async () => {
      platform = await runPlatform({ mode })
    }, 90_000)
    afterAll(() => platform.remove())

    test('gives everyone a snapshot of prices and then what changes', async () => {
      const stream = openStream(platform.url)
      const snapshot = await stream.next('prices_snapshot')
      expect(snapshot.data.length).toBeGreaterThanOrEqual(110)
      expect((await stream.next('prices')).data.length).toBeGreaterThan(0)
      stream.close()
    })

    test("gives an account's events by gapless sequence, also after a break", async () => {
      const ann = await new Person(platform.url, `ann-${Date.now()}`).signUp()
      const first = openStream(platform.url, { access_token: ann.tokens?.access_token ?? '' })
      expect((await first.next('account_snapshot')).seq).toBe(0)
      await deposits(ann, ['a', 'b'])
      expect([(await first.next('account')).seq, (await first.next('account')).seq]).toEqual([1, 2])
      first.close()
      await deposits(ann, ['c', 'd'])
      const again = openStream(platform.url, {
        access_token: ann.tokens?.access_token ?? '',
        resume_from: 2,
      })
      expect([(await again.next('account')).seq, (await again.next('account')).seq]).toEqual([3, 4])
      again.close()
    })

    test('ends with the session', async () => {
      const bob = await new Person(platform.url, `bob-${Date.now()}`).signUp()
      const stream = openStream(platform.url, { access_token: bob.tokens?.access_token ?? '' })
      await stream.next('account_snapshot')
      await bob.get(logout, {})
      expect(await stream.closed).toBe(4401)
    })
  })
}

const deposits = async (person: Person, keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    await person.get(createDeposit, { body: { amount: '10' }, idempotencyKey: key })
  }
}

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>

const openStream = (url: string, token?: { access_token: string; resume_from?: number }) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/stream`)
  const heard: ServerMessage[] = []
  const waiting = new Set<() => void>()
  socket.onopen = () => {
    if (token) socket.send(JSON.stringify({ type: 'authenticate', ...token }))
  }
  socket.onmessage = (event) => {
    heard.push(serverMessage.parse(JSON.parse(String(event.data))))
    for (const wake of waiting) wake()
  }
  const closed = new Promise<number>((resolve) => {
    socket.onclose = (event) => resolve(event.code)
  })
  const take = <T extends ServerMessage['type']>(type: T): Of<T> | undefined => {
    const at = heard.findIndex((message) => message.type === type)
    return at < 0 ? undefined : (heard.splice(at, 1)[0] as Of<T>)
  }
  const next = async <T extends ServerMessage['type']>(type: T): Promise<Of<T>> => {
    for (let attempt = 0; attempt < 400; attempt++) {
      const message = take(type)
      if (message) return message
      await Promise.race([Bun.sleep(50), new Promise<void>((wake) => waiting.add(wake))])
      waiting.clear()
    }
    throw new Error(`no ${type} came; heard ${heard.map((m) => m.type).join(' ')}`)
  }
  return { next, closed, close: () => socket.close() }
}
