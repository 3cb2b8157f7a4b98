import { type AccountState, newAccount } from '../src/domain/account'
import type { Posting } from '../src/domain/ledger'
import type { Order } from '../src/domain/order'
import { reject } from '../src/domain/rejection'
import type { Transfer } from '../src/domain/transfer'
import { genesisHead, stateItem, toPosition, toState } from '../src/store/account-dao'
import type { Decision, MoneyCommand, MoneySnapshot } from '../src/store/decision'
import { keys } from '../src/store/keys'
import type { Item, Store } from '../src/store/store'
import type { TransactDeps } from '../src/store/transact'
import { toTransfer } from '../src/store/transfer-dao'

export const NOON = Date.UTC(2026, 5, 1, 12)
export const SESSION = 'ses_1'
let made = 0

/** Opens an account with one session and returns its id. */
export const openAccount = async (
  store: Store,
  given: Partial<AccountState> = {},
): Promise<string> => {
  const id = `usr_${++made}`
  const state = newAccount(id, genesisHead(id), NOON)
  const sessions = { [SESSION]: NOON + 1_000_000_000 }
  await store.write([{ put: stateItem({ ...state, sessions, ...given }) }])
  return id
}

export const depsOn = (store: Store, more: Partial<TransactDeps> = {}): TransactDeps => ({
  store,
  now: () => NOON,
  random: () => 0.5,
  sleep: async () => {},
  committed: () => {},
  ...more,
})

const cash = (amount: bigint, bucket: Posting['bucket'] = 'available'): Posting => ({
  book: 'user',
  bucket,
  asset: 'USD',
  amount,
})
const outside = (amount: bigint): Posting => ({
  book: 'external',
  bucket: 'available',
  asset: 'USD',
  amount,
})

const transferOf = (account: string, key: string, more: Partial<Transfer>): Transfer => ({
  account,
  key,
  direction: 'deposit',
  amount: 0n,
  status: 'completed',
  ulid: key,
  fingerprint: 'f',
  createdAt: NOON,
  updatedAt: NOON,
  ...more,
})

/** A deposit, or with a negative amount a withdrawal that is refused when too little is available. */
export const move = (account: string, key: string, amount: bigint): MoneyCommand<Transfer> => ({
  account,
  operation: amount < 0n ? 'withdrawal' : 'deposit',
  session: SESSION,
  record: { kind: 'transfer', id: key, mode: 'create', fingerprint: `${amount}` },
  decide: ({ state }) =>
    state.available + amount < 0n
      ? reject('insufficient_funds', 'Too little.')
      : moved(account, key, amount),
})

/** The decision of `move`, without its rule. */
export const moved = (account: string, key: string, amount: bigint): Decision<Transfer> => ({
  journal: {
    type: amount < 0n ? 'withdrawal' : 'deposit',
    reference: key,
    postings: [cash(amount), outside(-amount)],
  },
  record: transferOf(account, key, {
    direction: amount < 0n ? 'withdrawal' : 'deposit',
    amount: amount < 0n ? -amount : amount,
    fingerprint: `${amount}`,
  }),
})

/** A withdrawal that waits: available to held. */
export const request = (account: string, key: string, amount: bigint): MoneyCommand<Transfer> => ({
  ...move(account, key, -amount),
  decide: () => ({
    journal: {
      type: 'withdrawal_requested',
      reference: key,
      postings: [cash(-amount), cash(amount, 'held')],
    },
    record: transferOf(account, key, {
      direction: 'withdrawal',
      amount,
      status: 'pending',
      fingerprint: `${-amount}`,
    }),
  }),
})

/** Pays a pending withdrawal out. */
export const approve = (account: string, key: string): MoneyCommand<Transfer> => ({
  account,
  operation: 'approve_withdrawal',
  record: { kind: 'transfer', id: key, mode: 'settle' },
  decide: ({ record }) =>
    record && 'direction' in record && record.status === 'pending'
      ? paidOut(record)
      : reject('wrong_state', 'Settled.'),
})

/** The decision of `approve`, without its rule. */
export const paidOut = (record: Transfer): Decision<Transfer> => ({
  journal: {
    type: 'withdrawal_approved',
    reference: record.key,
    postings: [cash(-record.amount, 'held'), outside(record.amount)],
  },
  record: { ...record, status: 'completed' },
})

/** A trade of BTC at one minor dollar apiece; a negative quantity sells. */
export const trade = (account: string, id: string, quantity: bigint): MoneyCommand<Order> => ({
  account,
  operation: 'order',
  session: SESSION,
  asset: 'BTC',
  record: { kind: 'order', id, mode: 'create', fingerprint: `${quantity}` },
  decide: () => traded(account, id, quantity),
})

/** The decision of `trade`: it has no rule of its own. */
export const traded = (account: string, id: string, quantity: bigint): Decision<Order> => ({
  journal: {
    type: quantity < 0n ? 'sell' : 'buy',
    reference: id,
    postings: [
      cash(-quantity),
      { book: 'house', bucket: 'available', asset: 'USD', amount: quantity },
      { book: 'user', bucket: 'available', asset: 'BTC', amount: quantity },
      { book: 'house', bucket: 'available', asset: 'BTC', amount: -quantity },
    ],
  },
  record: {
    account,
    id,
    symbol: 'BTC',
    decimals: 8,
    side: quantity < 0n ? 'sell' : 'buy',
    type: 'market',
    status: 'filled',
    quantity: quantity < 0n ? -quantity : quantity,
    notional: null,
    filledQuantity: quantity < 0n ? -quantity : quantity,
    fills: [],
    ulid: id,
    fingerprint: `${quantity}`,
    createdAt: NOON,
    updatedAt: NOON,
  },
})

/** The account as it stands: state, BTC position, one transfer. */
export const snapshotOf = async (
  store: Store,
  account: string,
  key = 'none',
): Promise<MoneySnapshot> => {
  const [state, position, record] = await store.get([
    keys.state(account),
    keys.position(account, 'BTC'),
    keys.transfer(account, key),
  ])
  return {
    state: toState(state as Item),
    position: position ? toPosition(position) : noPosition(account),
    record: record && toTransfer(record),
    now: NOON,
  }
}

const noPosition = (account: string): MoneySnapshot['position'] => ({
  account,
  asset: 'BTC',
  available: 0n,
  held: 0n,
  costBasis: 0n,
  realisedPnl: 0n,
  seq: 0n,
})
