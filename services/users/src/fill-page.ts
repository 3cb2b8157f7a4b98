/** One read of a list: rows in order, and whether the store may have more behind them. */
export interface Slice<T> {
  readonly rows: readonly T[]
  readonly more: boolean
}

export interface FilledPage<T> {
  readonly rows: readonly T[]
  /** The last row looked at, kept or not, when there may be more behind it. */
  readonly last: T | undefined
}

const READS = 4

/**
 * Reads on until the page is full, the list ends or four reads are spent. The next page starts
 * behind the last row looked at, so a filter can shorten a page but never lose or repeat a row.
 */
export const fillPage = async <T>(ask: {
  readonly limit: number
  readonly read: (after: T | undefined) => Promise<Slice<T>>
  readonly keep: (row: T) => boolean
}): Promise<FilledPage<T>> => {
  const kept: T[] = []
  let last: T | undefined
  for (let reads = 0; reads < READS; reads++) {
    const { rows, more } = await ask.read(last)
    const seen = countUntilFull(rows, ask.keep, ask.limit - kept.length)
    kept.push(...rows.slice(0, seen).filter(ask.keep))
    last = rows[seen - 1] ?? last
    if (seen === rows.length && !more) return { rows: kept, last: undefined }
    if (kept.length === ask.limit) break
  }
  return { rows: kept, last }
}

/** How many rows must be looked at to keep `wanted` of them. */
const countUntilFull = <T>(
  rows: readonly T[],
  keep: (row: T) => boolean,
  wanted: number,
): number => {
  let found = 0
  const end = rows.findIndex((row) => keep(row) && ++found === wanted)
  return end === -1 ? rows.length : end + 1
}
