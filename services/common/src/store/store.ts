import { Outage, reject } from '../domain/rejection'

/** A stored value. Numbers are always bigint: DynamoDB keeps 38 digits, JavaScript numbers 15. */
export type Value =
  | string
  | bigint
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value }

export interface Key {
  readonly pk: string
  readonly sk: string
}

export type Item = Key & { readonly [attribute: string]: Value }

/** One clause of a condition; clauses are joined by AND. `a.b` names an entry of a map. */
export type Clause =
  | { readonly attribute: string; readonly is: 'absent' | 'present' }
  | {
      readonly attribute: string
      readonly is: '=' | '>=' | '>' | '<' | '<='
      readonly value: Value
    }
  | { readonly attribute: string; readonly is: 'in'; readonly values: readonly Value[] }
  | { readonly attribute: string; readonly is: 'smaller than'; readonly size: bigint }

export type Condition = readonly Clause[]

/** One write. `add` counts on the server, from zero where the attribute is absent. */
export type WriteAction =
  | { readonly put: Item; readonly when?: Condition }
  | {
      readonly update: Key
      readonly set?: Readonly<Record<string, Value>>
      readonly add?: Readonly<Record<string, bigint>>
      readonly remove?: readonly string[]
      readonly when?: Condition
    }
  | { readonly delete: Key; readonly when?: Condition }

/** Why one action of a refused write did not pass; `item` is what the store holds instead. */
export type Reason =
  | { readonly kind: 'none' }
  | { readonly kind: 'condition'; readonly item: Item | undefined }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'throttled' }

export type WriteResult =
  | { readonly committed: true }
  | { readonly committed: false; readonly reasons: readonly Reason[] }

export interface Query {
  readonly pk: string
  /** Sort keys from `from` to `to`, both inclusive; `prefix` instead for a common start. */
  readonly from?: string
  readonly to?: string
  readonly prefix?: string
  readonly index?: 'byTime' | 'open'
  readonly descending?: boolean
  readonly limit: number
  /** Continues after the item with this key; for an index, with its `t` or `open` as well. */
  readonly after?: Readonly<Record<string, string>>
}

export interface QueryPage {
  readonly items: readonly Item[]
  /** Given to `after`, reads the next page; undefined at the end. */
  readonly next: Readonly<Record<string, string>> | undefined
}

/** The store as the platform needs it. Every read is strongly consistent. */
export interface Store {
  /** Items in the order of the keys (100 at most), undefined where there is none. */
  get(keys: readonly Key[]): Promise<readonly (Item | undefined)[]>
  query(query: Query): Promise<QueryPage>
  /**
   * All actions or none. `token` makes a repeat of the same write within ten minutes harmless;
   * it counts only for two or more actions.
   * @throws StoreUnavailable when the outcome is unknown
   */
  write(actions: readonly WriteAction[], token?: string): Promise<WriteResult>
}

/** The store did not answer, or not with something we understand: a write may have happened or not. */
export class StoreUnavailable extends Outage {
  constructor(cause: unknown) {
    super(reject('store_unavailable', 'The store does not answer. Try again.', RETRY), { cause })
    this.name = 'StoreUnavailable'
  }
}

const RETRY = { retryAfterMs: 1000 }
