import { describe, expect, test } from 'bun:test'
import type { Tokens } from '@bourse/contracts/users'
import { type Refreshed, Session } from './session'

const tokensOf = (value: string): Tokens =>
  ({ access_token: value, expires_in: 600, user: { id: 'usr_1' } }) as unknown as Tokens

const browser = (answers: readonly Refreshed[], known = true) => {
  const clock = { ms: 0 }
  const asked: string[] = []
  const sent: unknown[] = []
  const flag = { known }
  const channel: { onmessage: BroadcastChannel['onmessage']; postMessage(message: unknown): void } =
    {
      onmessage: null,
      postMessage: (message) => sent.push(message),
    }
  const session = new Session({
    refresh: async () => {
      asked.push('refresh')
      return answers[asked.length - 1] ?? { kind: 'ended' }
    },
    logout: async (token) => {
      asked.push(`logout ${token}`)
    },
    channel,
    knownHere: { get: () => flag.known, set: (value) => (flag.known = value) },
    now: () => clock.ms,
  })
  const hear = (data: unknown) =>
    channel.onmessage?.call(channel as never, { data } as MessageEvent)
  return { session, asked, sent, clock, flag, hear }
}

const tokens = (value: string): Refreshed => ({ kind: 'tokens', tokens: tokensOf(value) })

describe('a session', () => {
  test('asks nothing of the server in a browser that never signed in', async () => {
    const { session, asked } = browser([], false)
    expect((await session.settle()).kind).toBe('signed-out')
    expect(asked).toEqual([])
  })

  test('makes one exchange for all who wait', async () => {
    const { session, asked } = browser([tokens('a')])
    expect(await Promise.all([session.token(), session.token(), session.settle()])).toMatchObject([
      'a',
      'a',
      { kind: 'signed-in' },
    ])
    expect(asked).toEqual(['refresh'])
  })

  test('renews a token shortly before it expires', async () => {
    const { session, clock } = browser([tokens('a'), tokens('b')])
    await session.token()
    clock.ms = 569_000
    expect(await session.token()).toBe('a')
    clock.ms = 571_000
    expect(await session.token()).toBe('b')
  })

  test('does not exchange again for a token that was replaced meanwhile', async () => {
    const { session, asked } = browser([tokens('a'), tokens('b'), tokens('c')])
    await session.token()
    expect(await session.renew('a')).toBe('b')
    expect(await session.renew('a')).toBe('b')
    expect(asked).toHaveLength(2)
  })

  test('keeps the page and its user when it ends in use', async () => {
    const { session } = browser([tokens('a'), { kind: 'ended' }])
    await session.token()
    expect(await session.renew('a')).toBeUndefined()
    expect(session.state()).toMatchObject({ kind: 'expired', user: { id: 'usr_1' } })
  })

  test('stays signed in when nobody answers an exchange', async () => {
    const { session } = browser([tokens('a'), { kind: 'unreachable' }])
    await session.token()
    expect(await session.renew('a')).toBeUndefined()
    expect(session.state().kind).toBe('signed-in')
  })

  test('asks again after nobody answered at first', async () => {
    const { session } = browser([{ kind: 'unreachable' }, tokens('a')])
    expect((await session.settle()).kind).toBe('unreachable')
    expect((await session.settle()).kind).toBe('signed-in')
  })

  test('ends in every tab and forgets the token before the server answers', async () => {
    const { session, asked, sent, flag } = browser([tokens('a')])
    await session.token()
    await session.signOut()
    expect(await session.token()).toBeUndefined()
    expect([asked.at(-1), sent.at(-1), flag.known]).toEqual([
      'logout a',
      { kind: 'signed-out' },
      false,
    ])
  })

  test('follows a sign-out of another tab', async () => {
    const { session, hear } = browser([tokens('a')])
    await session.token()
    hear({ kind: 'signed-out' })
    expect(session.state().kind).toBe('signed-out')
  })
})
