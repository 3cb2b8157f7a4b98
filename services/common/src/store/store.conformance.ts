import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Item, Query, Store } from './store'
import { describeConditions, describeTransactions } from './store-writes.conformance'

/** What every engine under the `Store` port guarantees. */
export const describeStore = (
  name: string,
  start: () => Promise<{ readonly store: Store; readonly stop: () => void }>,
): void => {
  describe(`the store on ${name}`, () => {
    let started: Awaited<ReturnType<typeof start>> | undefined
    const store = (): Store => {
      if (!started) throw new Error('the engine did not start')
      return started.store
    }
    beforeAll(async () => {
      started = await start()
    }, 60_000)
    afterAll(() => started?.stop())

    describeReads(store)
    describeIndexes(store)
    describeConditions(store)
    describeTransactions(store)
    describeNumbers(store)
  })
}

const item = (pk: string, sk: string, more: object = {}): Item => ({ pk, sk, ...more })
const putAll = async (store: Store, items: readonly Item[]) => {
  for (const put of items) await store.write([{ put }])
}
/** The sort keys of every page. */
const follow = async (store: Store, query: Query): Promise<string[]> => {
  const { items, next } = await store.query(query)
  const keys = items.map((one) => one.sk)
  return next ? [...keys, ...(await follow(store, { ...query, after: next }))] : keys
}

const describeReads = (store: () => Store): void => {
  test('gets items in the order of the keys, nothing where there is none', async () => {
    await putAll(store(), [item('get', 'a', { n: 1n }), item('get', 'b', { n: 2n })])
    const found = await store().get([
      { pk: 'get', sk: 'b' },
      { pk: 'get', sk: 'missing' },
      { pk: 'get', sk: 'a' },
    ])
    expect(found.map((one) => one?.['n'])).toEqual([2n, undefined, 1n])
    expect(await store().get([{ pk: 'get', sk: 'missing' }])).toEqual([undefined])
  })

  test('gets a hundred items at once', async () => {
    const items = Array.from({ length: 100 }, (_, i) => item('hundred', `${i}`, { i: BigInt(i) }))
    await Promise.all(items.map((put) => store().write([{ put }])))
    expect(await store().get(items)).toEqual(items)
  })

  test('keeps every kind of value', async () => {
    const kept = item('values', 'a', {
      text: 'wörd 🙂',
      empty: '',
      yes: true,
      none: null,
      list: [1n, 'two', { three: [3n] }],
      map: { deep: { deeper: -1n } },
    })
    await putAll(store(), [kept])
    expect(await store().get([kept])).toEqual([kept])
  })

  test('pages through a partition both ways, each item once', async () => {
    const items = Array.from({ length: 10 }, (_, i) => item('pages', `${i}`))
    await putAll(store(), items)
    const all = items.map((one) => one.sk)
    const query = { pk: 'pages', limit: 4 }
    expect(await follow(store(), query)).toEqual(all)
    expect(await follow(store(), { ...query, descending: true })).toEqual(all.toReversed())
  })

  test('finds sort keys by range, by start and from a key that no longer exists', async () => {
    await putAll(
      store(),
      ['a1', 'a2', 'b1', 'b2', 'c1'].map((sk) => item('range', sk)),
    )
    const keysOf = async (query: object) =>
      (await store().query({ pk: 'range', limit: 10, ...query })).items.map((row) => row.sk)
    expect(await keysOf({ from: 'a2', to: 'b1' })).toEqual(['a2', 'b1'])
    expect(await keysOf({ from: 'b2' })).toEqual(['b2', 'c1'])
    expect(await keysOf({ to: 'a2' })).toEqual(['a1', 'a2'])
    expect(await keysOf({ prefix: 'b' })).toEqual(['b1', 'b2'])
    expect(await keysOf({ after: { pk: 'range', sk: 'b0' } })).toEqual(['b1', 'b2', 'c1'])
  })

  test('shows a write to the very next read and query', async () => {
    for (let n = 0n; n < 20n; n++) {
      await store().write([{ put: item('fresh', 'a', { n }) }])
      const [got] = await store().get([{ pk: 'fresh', sk: 'a' }])
      const { items } = await store().query({ pk: 'fresh', limit: 1 })
      expect([got?.['n'], items[0]?.['n']]).toEqual([n, n])
    }
  })
}

const describeIndexes = (store: () => Store): void => {
  test('lists by time and, sparsely, what is open', async () => {
    await putAll(store(), [
      item('index', 'x', { t: '3', open: '3' }),
      item('index', 'y', { t: '1' }),
      item('index', 'z', { t: '2', open: '2' }),
    ])
    const list = async (index: 'byTime' | 'open', descending = false) =>
      (await store().query({ pk: 'index', index, descending, limit: 10 })).items.map((i) => i.sk)
    expect(await list('byTime')).toEqual(['y', 'z', 'x'])
    expect(await list('byTime', true)).toEqual(['x', 'z', 'y'])
    expect(await list('open')).toEqual(['z', 'x'])
    await store().write([{ update: { pk: 'index', sk: 'z' }, remove: ['open'] }])
    expect(await list('open')).toEqual(['x'])
  })

  test('pages through an index from any item of it', async () => {
    const times = ['5', '1', '4', '2', '3']
    await putAll(
      store(),
      times.map((t, i) => item('index pages', `${i}`, { t })),
    )
    const first = await store().query({ pk: 'index pages', index: 'byTime', limit: 2 })
    expect(first.items.map((i) => i['t'])).toEqual(['1', '2'])
    const after = { pk: 'index pages', sk: '4', t: '3' }
    const rest = await store().query({ pk: 'index pages', index: 'byTime', limit: 9, after })
    expect(rest.items.map((i) => i['t'])).toEqual(['4', '5'])
  })
}

const describeNumbers = (store: () => Store): void => {
  const widest = 10n ** 38n - 1n

  test('keeps 38 digits exactly, both signs', async () => {
    const kept = item('digits', 'a', {
      most: widest,
      least: -widest,
      odd: 12345678901234567890123456789012345678n,
    })
    await putAll(store(), [kept])
    expect(await store().get([kept])).toEqual([kept])
  })

  test('adds and compares 38 digits exactly', async () => {
    const at = { pk: 'digits', sk: 'sum' }
    await store().write([{ update: at, add: { n: widest - 1n } }])
    const refused = await store().write([
      { update: at, set: { x: true }, when: [{ attribute: 'n', is: '>=', value: widest }] },
    ])
    expect(refused.committed).toBe(false)
    const when = [{ attribute: 'n', is: '=', value: widest - 1n }] as const
    expect((await store().write([{ update: at, add: { n: 1n }, when }])).committed).toBe(true)
    const [sum] = await store().get([at])
    expect(sum?.['n']).toBe(widest)
  })

  test('adds from zero where nothing stands', async () => {
    await store().write([{ update: { pk: 'digits', sk: 'new' }, add: { n: -5n } }])
    const [made] = await store().get([{ pk: 'digits', sk: 'new' }])
    expect(made?.['n']).toBe(-5n)
  })
}
