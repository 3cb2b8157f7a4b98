import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  approve,
  depsOn,
  move,
  moved,
  NOON,
  openAccount,
  request,
  SESSION,
  trade,
} from '../../test/money-fixture'
import { type Fault, scriptedStore } from '../../test/scripted-store'
import { type StoreFixture, startStore } from '../../test/store-fixture'
import type { JournalEntry } from '../domain/ledger'
import { isRejection } from '../domain/rejection'
import { AccountDao } from './account-dao'
import { JournalDao } from './journal-dao'
import { keys } from './keys'
import { type Store, StoreUnavailable } from './store'
import { type Committed, transact } from './transact'

let fixture: StoreFixture
let store: Store
beforeAll(async () => {
  fixture = await startStore()
  store = fixture.store
})
afterAll(() => fixture.stop())

type Outcome = Awaited<ReturnType<typeof transact>>
const told = (outcome: Outcome): string => {
  if (isRejection(outcome)) return outcome.rejected
  return outcome.replayed ? 'replayed' : 'committed'
}
const available = async (account: string) => (await new AccountDao(store).state(account))?.available
const entries = (account: string) => new JournalDao(store).after(account, 0n, 1000)
const expectMoved = async (account: string, amounts: readonly bigint[]) => {
  const journal = await entries(account)
  expect(journal.map((e) => e.postings[0]?.amount)).toEqual([...amounts])
  expect(await available(account)).toBe(amounts.reduce((sum, amount) => sum + amount, 0n))
}

describe('a command', () => {
  test('commits once and is replayed for ever after, told to listeners once', async () => {
    const account = await openAccount(store)
    const heard: JournalEntry[] = []
    const deps = depsOn(store, { committed: (entry) => heard.push(entry) })
    expect(told(await transact(deps, move(account, 'k', 100n)))).toBe('committed')
    for (let i = 0; i < 3; i++) {
      expect(told(await transact(deps, move(account, 'k', 100n)))).toBe('replayed')
    }
    await expectMoved(account, [100n])
    expect(heard).toEqual(await entries(account))
  })

  test('refuses a key that stands for another request, and lets a refused key be used', async () => {
    const account = await openAccount(store)
    expect(told(await transact(depsOn(store), move(account, 'k', -1n)))).toBe('insufficient_funds')
    expect(told(await transact(depsOn(store), move(account, 'k', 5n)))).toBe('committed')
    expect(told(await transact(depsOn(store), move(account, 'k', 6n)))).toBe(
      'idempotency_key_reused',
    )
    await expectMoved(account, [5n])
  })

  test('refuses an unknown account, an ended or expired session and a frozen account', async () => {
    const deps = depsOn(store)
    expect(told(await transact(deps, move('usr_none', 'k', 5n)))).toBe('not_found')
    const gone = await openAccount(store, { sessions: {} })
    expect(told(await transact(deps, move(gone, 'k', 5n)))).toBe('unauthenticated')
    const expired = await openAccount(store, { sessions: { [SESSION]: NOON } })
    expect(told(await transact(deps, move(expired, 'k', 5n)))).toBe('unauthenticated')
    const frozen = await openAccount(store, { status: 'frozen' })
    expect(told(await transact(deps, move(frozen, 'k', 5n)))).toBe('account_frozen')
  })

  test('replays for a frozen account, whose money moved before', async () => {
    const account = await openAccount(store)
    await transact(depsOn(store), move(account, 'k', 5n))
    await store.write([{ update: keys.state(account), set: { status: 'frozen' } }])
    expect(told(await transact(depsOn(store), move(account, 'k', 5n)))).toBe('replayed')
  })

  test('is refused by a clock that is more than a minute behind, and never dates an entry back', async () => {
    const account = await openAccount(store)
    const at = (now: number) => depsOn(store, { now: () => now })
    await transact(at(NOON), move(account, 'a', 5n))
    expect(told(await transact(at(NOON - 60_001), move(account, 'b', 5n)))).toBe('busy')
    expect(told(await transact(at(NOON - 60_000), move(account, 'b', 5n)))).toBe('committed')
    expect((await entries(account)).map((e) => e.at)).toEqual([NOON, NOON])
  })

  test('throws for postings that do not balance or touch what was not loaded', async () => {
    const account = await openAccount(store)
    const command = move(account, 'k', 5n)
    const unbalanced = moved(account, 'k', 5n)
    const [own] = unbalanced.journal.postings
    const journal = { ...unbalanced.journal, postings: own ? [own] : [] }
    const decide = () => ({ ...unbalanced, journal })
    await expect(transact(depsOn(store), { ...command, decide })).rejects.toThrow('unbalanced')
    const { asset: _, ...blind } = trade(account, 'k', 1n)
    await expect(transact(depsOn(store), blind)).rejects.toThrow('did not load')
    await expectMoved(account, [])
  })
})

describe('racing commands', () => {
  test('all commit, one after the other, on one gapless chain', async () => {
    const account = await openAccount(store)
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) => transact(depsOn(store), move(account, `k${i}`, 1n))),
    )
    expect(outcomes.map(told)).toEqual(Array.from({ length: 30 }, () => 'committed'))
    const journal = await entries(account)
    expect(journal.map((e) => e.seq)).toEqual(journal.map((_, i) => BigInt(i + 1)))
    expect(journal.slice(1).map((e) => e.previous)).toEqual(journal.slice(0, -1).map((e) => e.hash))
    expect(await available(account)).toBe(30n)
  })

  test('under one key commit once', async () => {
    const account = await openAccount(store)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => transact(depsOn(store), move(account, 'k', 7n))),
    )
    expect(outcomes.map(told).toSorted()).toEqual([
      'committed',
      ...Array.from({ length: 19 }, () => 'replayed'),
    ])
    await expectMoved(account, [7n])
  })

  test('never spend more than there is', async () => {
    const account = await openAccount(store)
    await transact(depsOn(store), move(account, 'in', 100n))
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => transact(depsOn(store), move(account, `k${i}`, -30n))),
    )
    expect(outcomes.map(told).filter((t) => t === 'committed')).toHaveLength(3)
    expect(outcomes.map(told).filter((t) => t === 'insufficient_funds')).toHaveLength(9)
    expect(await available(account)).toBe(10n)
  })
})

describe('a decision from stale state', () => {
  /** Runs `meanwhile` between the first read and the first write. */
  const interrupted = (meanwhile: () => Promise<unknown>): Store => {
    let pending = true
    return {
      get: (wanted) => store.get(wanted),
      query: (query) => store.query(query),
      write: async (actions, token) => {
        if (pending) {
          pending = false
          await meanwhile()
        }
        return store.write(actions, token)
      },
    }
  }

  test('is decided again on what stands now', async () => {
    const account = await openAccount(store)
    await transact(depsOn(store), move(account, 'in', 100n))
    const slow = interrupted(() => transact(depsOn(store), move(account, 'first', -80n)))
    const outcome = await transact(depsOn(slow), move(account, 'second', -80n))
    expect(told(outcome)).toBe('insufficient_funds')
    await expectMoved(account, [100n, -80n])
  })

  test.each([
    ['the session ended', { remove: [`sessions.${SESSION}`] }, 'unauthenticated'],
    ['the account was frozen', { set: { status: 'frozen' } }, 'account_frozen'],
  ])('is refused when %s since', async (_, change, expected) => {
    const account = await openAccount(store)
    const slow = interrupted(() => store.write([{ update: keys.state(account), ...change }]))
    expect(told(await transact(depsOn(slow), move(account, 'k', 5n)))).toBe(expected)
    await expectMoved(account, [])
  })

  test('is a replay when the same request got through on another way', async () => {
    const account = await openAccount(store)
    const slow = interrupted(() => transact(depsOn(store), move(account, 'k', 5n)))
    expect(told(await transact(depsOn(slow), move(account, 'k', 5n)))).toBe('replayed')
    await expectMoved(account, [5n])
  })

  test('of a position is decided again on the position that stands now', async () => {
    const account = await openAccount(store)
    await transact(depsOn(store), move(account, 'in', 100n))
    const slow = interrupted(() => transact(depsOn(store), trade(account, 'one', 10n)))
    expect(told(await transact(depsOn(slow), trade(account, 'two', 5n)))).toBe('committed')
    expect((await new AccountDao(store).position(account, 'BTC'))?.available).toBe(15n)
  })
})

describe('a store in trouble', () => {
  const under = async (faults: readonly Fault[], account: string): Promise<Outcome> =>
    transact(depsOn(scriptedStore(store, faults)), move(account, 'k', 7n))

  test.each<Fault[][]>([
    [['conflict']],
    [['throttled']],
    [['lost request']],
    [['lost answer']],
    [['lost answer and token']],
    [['conflict', 'throttled', 'lost request', 'lost answer', 'conflict']],
    [['lost request', 'lost answer', 'lost answer']],
  ])('that meets %j still commits exactly once', async (faults) => {
    const account = await openAccount(store)
    expect(told(await under(faults, account))).toBe('committed')
    await expectMoved(account, [7n])
  })

  test('that meets any faults commits at most once, and a repeat makes it exactly once', async () => {
    const fault = fc.constantFrom<Fault>(
      'conflict',
      'throttled',
      'lost request',
      'lost answer',
      'lost answer and token',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 12 }), async (faults) => {
        const account = await openAccount(store)
        const outcome = await under(faults, account).catch((error: unknown) => error)
        const unsure = outcome instanceof StoreUnavailable
        if (!unsure) expect(['committed', 'busy']).toContain(told(outcome as Outcome))
        expect(['committed', 'replayed']).toContain(told(await under([], account)))
        await expectMoved(account, [7n])
      }),
      { numRuns: 60 },
    )
  })

  test('settles a withdrawal once, and says so to the one who settled it', async () => {
    for (const fault of ['lost answer', 'lost answer and token', 'conflict'] as const) {
      const account = await openAccount(store)
      await transact(depsOn(store), move(account, 'in', 100n))
      await transact(depsOn(store), request(account, 'w', 40n))
      const shaky = depsOn(scriptedStore(store, [fault]))
      expect(told(await transact(shaky, approve(account, 'w')))).toBe('committed')
      expect(told(await transact(shaky, approve(account, 'w')))).toBe('wrong_state')
      expect(await new AccountDao(store).state(account)).toMatchObject({ available: 60n, held: 0n })
    }
  })

  test('that conflicts without end is busy, never a business refusal, and moves nothing', async () => {
    for (const fault of ['conflict', 'throttled'] as const) {
      const account = await openAccount(store)
      const outcome = await under(
        Array.from({ length: 8 }, () => fault),
        account,
      )
      expect(outcome).toMatchObject({ rejected: 'busy', retryAfterMs: 1000 })
      await expectMoved(account, [])
    }
  })

  test('that never answers is an outage; nothing is claimed', async () => {
    const account = await openAccount(store)
    const silent = Array.from({ length: 4 }, () => 'lost request' as const)
    await expect(under(silent, account)).rejects.toThrow(StoreUnavailable)
    await expectMoved(account, [])
  })

  test('is given more time the longer it refuses, and more when it throttles', async () => {
    const account = await openAccount(store)
    const waits = async (fault: Fault) => {
      const slept: number[] = []
      const deps = depsOn(
        scriptedStore(
          store,
          Array.from({ length: 8 }, () => fault),
        ),
        {
          random: () => 1,
          sleep: async (ms) => void slept.push(ms),
        },
      )
      await transact(deps, move(account, 'k', 1n))
      return slept
    }
    expect(await waits('conflict')).toEqual([4, 8, 16, 32, 64, 120, 120, 120])
    expect(await waits('throttled')).toEqual([40, 80, 160, 320, 640, 1200, 1200, 1200])
  })

  test('answers with the record that it holds', async () => {
    const account = await openAccount(store)
    const first = (await under(['lost answer'], account)) as Committed<object>
    const again = (await under([], account)) as Committed<object>
    expect(again.record).toEqual(first.record)
  })
})
