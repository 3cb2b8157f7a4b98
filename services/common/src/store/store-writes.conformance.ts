import { expect, test } from 'bun:test'
import type { Item, Store, WriteAction, WriteResult } from './store'

/** Conditions of each kind, and what a refusal tells. */
export const describeConditions = (store: () => Store): void => {
  const stored = item('when', 'a', { n: 5n, word: 'w', live: { one: 7n }, list: [1n, 2n] })
  const at = { pk: 'when', sk: 'a' }
  const clauses = [
    [
      { attribute: 'n', is: '=', value: 5n },
      { attribute: 'n', is: '=', value: 6n },
    ],
    [
      { attribute: 'n', is: '>=', value: 5n },
      { attribute: 'n', is: '>=', value: 6n },
    ],
    [
      { attribute: 'n', is: '>', value: 4n },
      { attribute: 'n', is: '>', value: 5n },
    ],
    [
      { attribute: 'n', is: '<=', value: 5n },
      { attribute: 'n', is: '<=', value: 4n },
    ],
    [
      { attribute: 'n', is: '<', value: 6n },
      { attribute: 'n', is: '<', value: 5n },
    ],
    [
      { attribute: 'n', is: 'present' },
      { attribute: 'm', is: 'present' },
    ],
    [
      { attribute: 'm', is: 'absent' },
      { attribute: 'n', is: 'absent' },
    ],
    [
      { attribute: 'word', is: 'in', values: ['v', 'w'] },
      { attribute: 'word', is: 'in', values: ['v'] },
    ],
    [
      { attribute: 'live.one', is: '>', value: 6n },
      { attribute: 'live.two', is: '>', value: 0n },
    ],
    [
      { attribute: 'list', is: 'smaller than', size: 3n },
      { attribute: 'list', is: 'smaller than', size: 2n },
    ],
  ] as const

  test.each(clauses.map((pair) => [`${pair[0].attribute} ${pair[0].is}`, ...pair] as const))(
    'hold when true and refuse when false: %s',
    async (_, holds, fails) => {
      await putAll(store(), [stored])
      const set = { touched: true }
      const refused = await store().write([{ update: at, set, when: [holds, fails] }])
      expect(refused).toEqual({ committed: false, reasons: [{ kind: 'condition', item: stored }] })
      expect((await store().write([{ update: at, set, when: [holds] }])).committed).toBe(true)
    },
  )

  test('puts and deletes under conditions, telling what stands in the way', async () => {
    await putAll(store(), [stored])
    const absent = [{ attribute: 'pk', is: 'absent' }] as const
    const put = await store().write([{ put: { ...stored, n: 6n }, when: absent }])
    expect(put).toEqual({ committed: false, reasons: [{ kind: 'condition', item: stored }] })
    const wrong = [{ attribute: 'n', is: '=', value: 9n }] as const
    expect(kindsOf(await store().write([{ delete: at, when: wrong }]))).toEqual(['condition'])
    const right = [{ attribute: 'n', is: '=', value: 5n }] as const
    expect((await store().write([{ delete: at, when: right }])).committed).toBe(true)
    const gone = await store().write([{ update: at, set: { n: 1n }, when: right }])
    expect(gone).toEqual({ committed: false, reasons: [{ kind: 'condition', item: undefined }] })
  })

  test('lets one of fifty racing creators win', async () => {
    const put = (i: number) => item('race', 'one', { winner: BigInt(i) })
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        store().write([{ put: put(i), when: [{ attribute: 'pk', is: 'absent' }] }]),
      ),
    )
    const winners = results.flatMap((result, i) => (result.committed ? [i] : []))
    expect(winners).toHaveLength(1)
    expect(await store().get([put(0)])).toEqual([put(winners[0] ?? -1)])
  })
}

/** Several writes as one, tokens and races. */
export const describeTransactions = (store: () => Store): void => {
  test('write all or nothing, with a reason by position and the item that stands there', async () => {
    const there = item('all', 'b', { n: 1n })
    await putAll(store(), [there])
    const refused = await store().write([
      { put: item('all', 'a') },
      { put: item('all', 'b', { n: 2n }), when: [{ attribute: 'pk', is: 'absent' }] },
      { update: { pk: 'all', sk: 'c' }, set: { n: 1n } },
    ])
    expect(refused).toEqual({
      committed: false,
      reasons: [{ kind: 'none' }, { kind: 'condition', item: there }, { kind: 'none' }],
    })
    expect((await store().query({ pk: 'all', limit: 9 })).items).toEqual([there])
  })

  test('put, update and delete together', async () => {
    await putAll(store(), [item('mix', 'old'), item('mix', 'kept', { n: 1n })])
    const result = await store().write([
      { delete: { pk: 'mix', sk: 'old' } },
      { update: { pk: 'mix', sk: 'kept' }, add: { n: 2n }, set: { word: 'w' } },
      { put: item('mix', 'new') },
    ])
    expect(result).toEqual({ committed: true })
    expect((await store().query({ pk: 'mix', limit: 9 })).items).toEqual([
      item('mix', 'kept', { n: 3n, word: 'w' }),
      item('mix', 'new'),
    ])
  })

  test('tell all that failed, not only the first', async () => {
    await putAll(store(), [item('both', 'a'), item('both', 'b')])
    const absent = [{ attribute: 'pk', is: 'absent' }] as const
    const refused = await store().write([
      { put: item('both', 'a', { n: 1n }), when: absent },
      { put: item('both', 'b', { n: 1n }), when: absent },
    ])
    expect(refused).toEqual({
      committed: false,
      reasons: [
        { kind: 'condition', item: item('both', 'a') },
        { kind: 'condition', item: item('both', 'b') },
      ],
    })
  })

  test('happen once under one token, however often they are sent', async () => {
    const token = crypto.randomUUID()
    const actions: WriteAction[] = [
      { update: { pk: 'token', sk: 'a' }, add: { n: 1n } },
      { update: { pk: 'token', sk: 'b' }, add: { n: 1n } },
    ]
    for (let send = 0; send < 3; send++) {
      expect(await store().write(actions, token)).toEqual({ committed: true })
    }
    const [a] = await store().get([{ pk: 'token', sk: 'a' }])
    expect(a?.['n']).toBe(1n)
    await store().write(actions, crypto.randomUUID())
    const [again] = await store().get([{ pk: 'token', sk: 'a' }])
    expect(again?.['n']).toBe(2n)
  })

  test('move money between two items without losing any to a race', async () => {
    await putAll(store(), [item('bank', 'a', { n: 100n }), item('bank', 'b', { n: 0n })])
    const move = (): Promise<WriteResult> =>
      store().write([
        {
          update: { pk: 'bank', sk: 'a' },
          add: { n: -30n },
          when: [{ attribute: 'n', is: '>=', value: 30n }],
        },
        { update: { pk: 'bank', sk: 'b' }, add: { n: 30n } },
      ])
    const results = await Promise.all(Array.from({ length: 20 }, move))
    const moved = BigInt(results.filter((result) => result.committed).length)
    const { items } = await store().query({ pk: 'bank', limit: 2 })
    expect(items.map((i) => i['n'])).toEqual([100n - 30n * moved, 30n * moved])
    expect(moved <= 3n && moved > 0n).toBe(true)
  })
}

const item = (pk: string, sk: string, more: object = {}): Item => ({ pk, sk, ...more })
const putAll = async (store: Store, items: readonly Item[]) => {
  for (const put of items) await store.write([{ put }])
}
const kindsOf = (result: WriteResult) =>
  result.committed ? 'committed' : result.reasons.map((reason) => reason.kind)
