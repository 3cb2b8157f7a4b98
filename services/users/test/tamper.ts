import type { Posting } from '@bourse/common/domain/ledger'
import type { Order } from '@bourse/common/domain/order'
import { isRejection } from '@bourse/common/domain/rejection'
import { entryHash, entryItem, toEntry } from '@bourse/common/store/journal-dao'
import { keys } from '@bourse/common/store/keys'
import type { Item, Key, Store } from '@bourse/common/store/store'
import { transact } from '@bourse/common/store/transact'
import { decideDeposit } from '../src/deposit/decide'
import { decideWithdrawal } from '../src/withdraw/decide'
import { type Customer, NOON, transactDeps } from './cash-fixture'

const LIMIT = 10n ** 15n
let made = 0

/** A deposit or withdrawal through the one way that money moves; minor USD. */
export const moveCash = async (store: Store, { id, session }: Customer, amount: bigint) => {
  const key = `move-${++made}`
  const size = amount < 0n ? -amount : amount
  const request = { account: id, key, amount: size, fingerprint: key, ulid: key.padStart(26, '0') }
  const outcome = await transact(transactDeps(store), {
    account: id,
    operation: amount < 0n ? 'withdrawal' : 'deposit',
    session,
    record: { kind: 'transfer', id: key, mode: 'create', fingerprint: key },
    decide: (snapshot) =>
      amount < 0n
        ? decideWithdrawal(snapshot, request, { mode: 'auto', dailyLimit: LIMIT })
        : decideDeposit(snapshot, request, LIMIT),
  })
  if (isRejection(outcome)) throw new Error(outcome.detail)
}

/** A buy of `quantity` minor BTC for `usd` minor USD, as the house sells it. */
export const buyBitcoin = async (
  store: Store,
  { id, session }: Customer,
  { quantity, usd }: { quantity: bigint; usd: bigint },
) => {
  const key = `buy-${++made}`
  const postings: Posting[] = [
    { book: 'user', bucket: 'available', asset: 'USD', amount: -usd },
    { book: 'house', bucket: 'available', asset: 'USD', amount: usd },
    { book: 'user', bucket: 'available', asset: 'BTC', amount: quantity },
    { book: 'house', bucket: 'available', asset: 'BTC', amount: -quantity },
  ]
  const outcome = await transact<Order>(transactDeps(store), {
    account: id,
    operation: 'order',
    session,
    asset: 'BTC',
    record: { kind: 'order', id: key, mode: 'create', fingerprint: key },
    decide: ({ now }) => ({
      journal: { type: 'buy', reference: key, postings },
      position: { costBasis: usd, realisedPnl: 0n },
      record: { ...filled, account: id, id: key, ulid: key, quantity, createdAt: now },
    }),
  })
  if (isRejection(outcome)) throw new Error(outcome.detail)
}

const filled: Order = {
  account: '',
  id: '',
  symbol: 'BTC',
  decimals: 8,
  side: 'buy',
  type: 'market',
  status: 'filled',
  quantity: 0n,
  notional: null,
  filledQuantity: 0n,
  fills: [],
  ulid: '',
  fingerprint: '',
  createdAt: NOON,
  updatedAt: NOON,
}

/** Changes attributes of a stored item behind the platform's back. */
export const tamper = async (store: Store, key: Key, change: (item: Item) => object) => {
  const [item] = await store.get([key])
  if (!item) throw new Error(`there is no ${key.pk} ${key.sk}`)
  await store.write([{ put: { ...item, ...change(item) } }])
}

/** Changes an entry and seals it anew, as a writer who knows the code would. */
export const resealed = (item: Item, change: object): Item => {
  const { hash: _, ...entry } = toEntry({ ...item, ...change })
  return entryItem({ ...entry, hash: entryHash(entry) })
}

/** The journal item of a sequence. */
export const entryKey = (who: Customer, seq: bigint): Key => keys.journal(who.id, seq)
