import type { Provenance } from './ledger'
import type { Minor } from './money'

export type OrderSide = 'buy' | 'sell'
export type OrderType = 'market'
export type OrderStatus =
  | 'new'
  | 'open'
  | 'triggered'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'

/** A whole fill: quantity in minor units of the asset, money in minor USD. */
export interface Fill {
  readonly price: Minor
  readonly quantity: Minor
  readonly value: Minor
  readonly fee: Minor
  readonly total: Minor
  readonly provenance: Provenance
  readonly at: number
}

export interface Order {
  readonly account: string
  readonly id: string
  readonly symbol: string
  readonly decimals: number
  readonly side: OrderSide
  readonly type: OrderType
  readonly status: OrderStatus
  readonly quantity: Minor | null
  readonly notional: Minor | null
  readonly filledQuantity: Minor
  readonly fills: readonly Fill[]
  /** Sorts by time of creation. */
  readonly ulid: string
  /** Covers operation and body: the same id with another body is refused. */
  readonly fingerprint: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** The states that each state may move to; a terminal state never leaves. */
export const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  new: ['open', 'triggered', 'filled', 'rejected'],
  open: ['triggered', 'filled', 'canceled', 'expired'],
  triggered: ['filled', 'canceled', 'expired'],
  filled: [],
  canceled: [],
  expired: [],
  rejected: [],
}

/** True for a state that an order never leaves. */
export const isTerminal = (status: OrderStatus): boolean => TRANSITIONS[status].length === 0
