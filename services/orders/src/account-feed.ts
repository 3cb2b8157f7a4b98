import { balanceBody } from '@bourse/common/domain/balance-body'
import type { JournalEntry } from '@bourse/common/domain/ledger'
import type { Rejection } from '@bourse/common/domain/rejection'
import { formatAmount, transactionBody } from '@bourse/common/domain/transaction-body'
import type { AccountDao } from '@bourse/common/store/account-dao'
import type { JournalDao } from '@bourse/common/store/journal-dao'
import type { Market } from '@bourse/common/store/market-reader'
import type { OrderDao } from '@bourse/common/store/order-dao'
import type { accountEvent, accountSnapshot } from '@bourse/contracts/stream'
import type { z } from 'zod'
import { NO_ACCOUNT } from './get-portfolio'
import { orderBody } from './order-body'

type AccountSnapshotBody = z.input<typeof accountSnapshot>
export type AccountEventBody = z.input<typeof accountEvent>

export interface AccountFeedDeps {
  readonly accounts: Pick<AccountDao, 'stateAndPositions'>
  readonly journal: Pick<JournalDao, 'after'>
  readonly orders: Pick<OrderDao, 'get'>
  readonly market: Pick<Market, 'assets'>
}

export interface OpenedFeed {
  readonly snapshot: AccountSnapshotBody
  /** The next events, oldest first, without gaps; fewer than FEED_BATCH when there are no more. */
  readonly next: () => Promise<AccountEventBody[]>
}

export const FEED_BATCH = 50

type DecimalsOf = (asset: string) => number | undefined

/** Reads the snapshot and stands after `resumeFrom`, else after the snapshot. */
export const openAccountFeed = async (
  deps: AccountFeedDeps,
  account: string,
  resumeFrom: bigint | undefined,
): Promise<OpenedFeed | Rejection> => {
  const [owned, assets] = await Promise.all([
    deps.accounts.stateAndPositions(account),
    deps.market.assets(),
  ])
  if (!owned) return NO_ACCOUNT
  const { state, positions } = owned
  const decimalsOf: DecimalsOf = (asset) => assets.get(asset)?.decimals
  // A client that claims to be ahead of the ledger must not make it skip what comes.
  let cursor = resumeFrom === undefined || resumeFrom > state.seq ? state.seq : resumeFrom
  return {
    snapshot: {
      type: 'account_snapshot',
      seq: Number(state.seq),
      balance: balanceBody(state),
      positions: positions.map((p) => ({
        symbol: p.asset,
        available: formatAmount(p.asset, p.available, decimalsOf),
        held: formatAmount(p.asset, p.held, decimalsOf),
      })),
    },
    next: async () => {
      const entries = gapless(await deps.journal.after(account, cursor, FEED_BATCH), cursor)
      const current = entries.length > 0 ? await deps.market.assets() : assets
      const known: DecimalsOf = (asset) => current.get(asset)?.decimals
      const events = await Promise.all(entries.map((entry) => eventOf(deps, entry, known)))
      cursor += BigInt(events.length)
      return events
    },
  }
}

/** A query may see a later entry and miss one committed meanwhile: what follows a gap waits. */
const gapless = (entries: readonly JournalEntry[], cursor: bigint): readonly JournalEntry[] => {
  const gap = entries.findIndex((entry, i) => entry.seq !== cursor + BigInt(i) + 1n)
  return gap === -1 ? entries : entries.slice(0, gap)
}

const eventOf = async (
  { orders }: AccountFeedDeps,
  entry: JournalEntry,
  decimalsOf: DecimalsOf,
): Promise<AccountEventBody> => {
  const traded = entry.type === 'buy' || entry.type === 'sell'
  const order = traded ? await orders.get(entry.account, entry.reference) : undefined
  return {
    type: 'account',
    seq: Number(entry.seq),
    transaction: transactionBody(entry, decimalsOf),
    order: order ? orderBody(order) : null,
  }
}
