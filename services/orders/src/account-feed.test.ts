import { expect, test } from 'bun:test'
import type { JournalEntry } from '@bourse/common/domain/ledger'
import { isRejection } from '@bourse/common/domain/rejection'
import { NOW, someSnapshot } from '../test/decision-fixture'
import { openAccountFeed } from './account-feed'

const entry = (seq: bigint): JournalEntry => ({
  account: 'usr_1',
  seq,
  at: NOW,
  type: 'deposit',
  reference: `d${seq}`,
  postings: [
    { book: 'external', bucket: 'available', asset: 'USD', amount: -1n },
    { book: 'user', bucket: 'available', asset: 'USD', amount: 1n },
  ],
  after: [{ asset: 'USD', bucket: 'available', amount: seq }],
  previous: '',
  hash: '',
})

/** A feed over what each read of the journal happens to see. */
const openOver = async (reads: bigint[][]) => {
  const { state } = someSnapshot()
  const asked: bigint[] = []
  const feed = await openAccountFeed(
    {
      accounts: { stateAndPositions: async () => ({ state, positions: [] }) },
      journal: {
        after: async (_account, seq) => {
          asked.push(seq)
          return (reads.shift() ?? []).map(entry)
        },
      },
      orders: { get: async () => undefined },
      market: { assets: async () => new Map() },
    },
    'usr_1',
    undefined,
  )
  if (isRejection(feed)) throw new Error(feed.detail)
  return { feed, asked }
}

test('what a read saw behind a gap waits until the gap is filled', async () => {
  const { feed, asked } = await openOver([[1n, 3n], [3n], [2n, 3n]])
  const batches = [await feed.next(), await feed.next(), await feed.next()]
  expect(batches.map((events) => events.map((event) => event.seq))).toEqual([[1], [], [2, 3]])
  expect(asked).toEqual([0n, 1n, 1n])
})
