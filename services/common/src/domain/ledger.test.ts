import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  bucketKey,
  canonicalEntry,
  fold,
  isBalanced,
  type JournalEntry,
  type Posting,
  sums,
  userDeltas,
} from './ledger'

const posting: fc.Arbitrary<Posting> = fc.record({
  book: fc.constantFrom('user', 'house', 'spread', 'fees', 'external'),
  bucket: fc.constantFrom('available', 'held'),
  asset: fc.constantFrom('USD', 'BTC', 'ETH'),
  amount: fc.bigInt(-(10n ** 30n), 10n ** 30n),
})
const postings = fc.array(posting, { maxLength: 12 })
const entry: Omit<JournalEntry, 'hash'> = {
  account: 'usr_a',
  seq: 7n,
  at: Date.UTC(2026, 5, 1),
  type: 'buy',
  reference: 'order-1',
  postings: [{ book: 'user', bucket: 'available', asset: 'USD', amount: -5n }],
  after: [{ asset: 'USD', bucket: 'available', amount: 95n }],
  previous: 'p',
  provenance: {
    source: 'simulated',
    mid: 10n,
    price: 11n,
    spreadBps: 20,
    feeBps: 25,
    at: 1,
    ageMs: 2,
  },
}

describe('an entry is balanced', () => {
  test('exactly when each asset adds up to zero and only the user’s book is held', () => {
    fc.assert(
      fc.property(postings, (some) => {
        const zero = [...sums(some).values()].every((sum) => sum === 0n)
        const held = some.some((p) => p.bucket === 'held' && p.book !== 'user')
        expect(isBalanced(some)).toBe(zero && !held)
      }),
    )
  })

  test('when what one book gets another gives, and no more when any leg is changed', () => {
    const pairs = fc.array(
      posting.filter((p) => p.amount !== 0n),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(pairs, fc.nat(), (legs, pick) => {
        const own = legs.map((p) =>
          p.book === 'user' ? p : { ...p, bucket: 'available' as const },
        )
        const mirrored = own.map(
          (p): Posting => ({ ...p, book: 'external', bucket: 'available', amount: -p.amount }),
        )
        const balanced = [...own, ...mirrored]
        expect(isBalanced(balanced)).toBe(true)
        const at = pick % balanced.length
        const bent = balanced.map((p, i) => (i === at ? { ...p, amount: p.amount + 1n } : p))
        expect(isBalanced(bent)).toBe(false)
      }),
    )
  })

  test.each([
    [
      'one asset pays for another',
      [
        { asset: 'USD', amount: 5n },
        { asset: 'BTC', amount: -5n },
      ],
      false,
    ],
    ['nothing moves', [], true],
  ] as const)('or not: %s', (_, legs, expected) => {
    const all = legs.map((leg): Posting => ({ book: 'user', bucket: 'available', ...leg }))
    expect(isBalanced(all)).toBe(expected)
  })
})

describe('folding', () => {
  test('adds the user’s movements and nobody else’s', () => {
    fc.assert(
      fc.property(fc.array(postings, { maxLength: 8 }), (entries) => {
        const folded = entries.reduce(fold, new Map<string, bigint>())
        for (const asset of ['USD', 'BTC', 'ETH']) {
          for (const bucket of ['available', 'held'] as const) {
            const moved = entries
              .flat()
              .filter((p) => p.book === 'user' && p.asset === asset && p.bucket === bucket)
              .reduce((sum, p) => sum + p.amount, 0n)
            expect(folded.get(bucketKey(asset, bucket)) ?? 0n).toBe(moved)
          }
        }
      }),
    )
  })

  test('does not depend on how entries are grouped, and leaves its input alone', () => {
    fc.assert(
      fc.property(postings, postings, (one, two) => {
        const before = new Map([['USD available', 9n]])
        const together = fold(before, [...one, ...two])
        const apart = fold(fold(before, one), two)
        for (const key of new Set([...together.keys(), ...apart.keys()])) {
          expect(apart.get(key) ?? 0n).toBe(together.get(key) ?? 0n)
        }
        expect(before).toEqual(new Map([['USD available', 9n]]))
      }),
    )
  })

  test('nets movements in one order, whatever the order of the postings, without zeros', () => {
    fc.assert(
      fc.property(postings, (some) => {
        const deltas = userDeltas(some)
        expect(userDeltas(some.toReversed())).toEqual(deltas)
        expect(deltas.some((d) => d.amount === 0n)).toBe(false)
        const keys = deltas.map((d) => `${d.asset} ${d.bucket}`)
        expect(keys).toEqual([...new Set(keys)].toSorted())
      }),
    )
  })
})

describe('the canonical text', () => {
  test('is this, byte for byte: stored hashes depend on it', () => {
    expect(canonicalEntry(entry)).toBe(
      '["j1","usr_a","7","2026-06-01T00:00:00.000Z","buy","order-1",[["user","available","USD","-5"]],[["USD","available","95"]],["simulated","10","11",20,25,1,2],"p"]',
    )
    const { provenance: _, ...bare } = entry
    expect(canonicalEntry(bare)).toEndWith(',null,"p"]')
  })

  test.each<[string, Partial<JournalEntry>]>([
    ['account', { account: 'usr_b' }],
    ['sequence', { seq: 8n }],
    ['time', { at: entry.at + 1 }],
    ['type', { type: 'sell' }],
    ['reference', { reference: 'order-2' }],
    ['postings', { postings: entry.postings.map((p) => ({ ...p, amount: -6n })) }],
    ['balances after', { after: entry.after.map((a) => ({ ...a, amount: 96n })) }],
    ['previous hash', { previous: 'q' }],
    ['provenance', { provenance: { ...(entry.provenance as never as object), ageMs: 3 } as never }],
  ])('changes with the %s', (_, change) => {
    expect(canonicalEntry({ ...entry, ...change })).not.toBe(canonicalEntry(entry))
  })
})
