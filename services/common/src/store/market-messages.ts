import { z } from 'zod'
import type { Price } from '../domain/asset'

/** Told after each board write: the prices that changed. An empty list means: forget them all. */
export const PRICES_CHANNEL = 'prices'
/** Told when an asset was halted, resumed or described anew; the message is its symbol. */
export const ASSETS_CHANNEL = 'assets-changed'
/** Where processes share what one of them read of the boards. */
export const SHARED_PRICES_KEY = 'market:prices'

/** A board as one process read it; `at` is when, in epoch milliseconds. */
export interface SharedBoard {
  readonly at: number
  readonly prices: readonly Price[]
}

/** The changed prices as a message; a price stays a string of digits (USD times 10^12). */
export const encodePrices = (prices: readonly Price[]): string =>
  JSON.stringify(prices.map(({ symbol, price, at, source }) => [symbol, `${price}`, at, source]))

/** Reads a message strictly; undefined when it is none of ours. */
export const decodePrices = (text: string): readonly Price[] | undefined =>
  priceRows.safeParse(parseJson(text)).data

/** A whole board for the shared layer. */
export const encodeBoard = ({ at, prices }: SharedBoard): string =>
  `{"at":${at},"prices":${encodePrices(prices)}}`

/** Reads a shared board strictly: what stands in Redis is never trusted blindly. */
export const decodeBoard = (text: string): SharedBoard | undefined =>
  board.safeParse(parseJson(text)).data

const MAX_PRICES = 240
const MAX_LENGTH = 64 * 1024

const epochMs = z.int().min(0)

const priceRow = z
  .tuple([
    z.string().regex(/^[A-Z0-9]{1,12}$/),
    z.string().regex(/^[1-9]\d{0,29}$/),
    epochMs,
    z.enum(['simulated', 'coingecko']),
  ])
  .transform(([symbol, price, at, source]): Price => ({ symbol, price: BigInt(price), at, source }))

const priceRows = z.array(priceRow).max(MAX_PRICES)
const board = z.strictObject({ at: epochMs, prices: priceRows })

const parseJson = (text: string): unknown => {
  if (text.length > MAX_LENGTH) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
