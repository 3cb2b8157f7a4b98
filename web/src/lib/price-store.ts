import type { StreamPrice } from '@bourse/contracts/stream'

/** The newest price of an asset: US dollars per whole unit, and when its source knew it. */
export interface LivePrice {
  readonly price: string
  /** RFC 3339. */
  readonly at: string
  readonly stale: boolean
}

/** Latest prices, latest value wins. Readers hear of changes only at a flush, however many arrive. */
export class PriceStore {
  #shown: ReadonlyMap<string, LivePrice> = new Map()
  readonly #pending = new Map<string, LivePrice>()
  readonly #ofSymbol = new Map<string, Set<() => void>>()
  readonly #ofAll = new Set<() => void>()

  /** The price as of the last flush; the same object until it changes. */
  readonly get = (symbol: string): LivePrice | undefined => this.#shown.get(symbol)

  /** All prices as of the last flush; another map after each. */
  readonly all = (): ReadonlyMap<string, LivePrice> => this.#shown

  readonly subscribe = (symbol: string, listener: () => void): (() => void) => {
    const listeners = this.#ofSymbol.get(symbol) ?? new Set()
    this.#ofSymbol.set(symbol, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  readonly subscribeAll = (listener: () => void): (() => void) => {
    this.#ofAll.add(listener)
    return () => this.#ofAll.delete(listener)
  }

  put(prices: readonly StreamPrice[]): void {
    for (const { symbol, price, at, stale } of prices)
      this.#pending.set(symbol, { price, at, stale })
  }

  /** Marks every price old: nobody can say what the market does now. */
  distrust(): void {
    for (const [symbol, price] of [...this.#shown, ...this.#pending]) {
      if (!price.stale) this.#pending.set(symbol, { ...price, stale: true })
    }
    this.flush()
  }

  /** Shows what arrived since the last flush. */
  flush(): void {
    const changed = [...this.#pending].filter(([symbol, price]) =>
      differs(this.#shown.get(symbol), price),
    )
    this.#pending.clear()
    if (changed.length === 0) return
    this.#shown = new Map([...this.#shown, ...changed])
    for (const [symbol] of changed)
      for (const listener of this.#ofSymbol.get(symbol) ?? []) listener()
    for (const listener of this.#ofAll) listener()
  }
}

const differs = (old: LivePrice | undefined, price: LivePrice): boolean =>
  old === undefined || old.price !== price.price || old.stale !== price.stale || old.at !== price.at
