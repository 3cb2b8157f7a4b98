import type { Item, Value } from './store'

/** A stored item is not of the shape that this release reads: a bug or a foreign writer. */
export class CorruptItem extends Error {
  constructor(item: Item, attribute: string) {
    super(`item ${item.pk} ${item.sk} has no valid ${attribute}`)
    this.name = 'CorruptItem'
  }
}

/** Reads a string attribute. @throws CorruptItem */
export const text = (item: Item, attribute: string): string => {
  const value = item[attribute]
  if (typeof value !== 'string') throw new CorruptItem(item, attribute)
  return value
}

/** Reads an integer attribute at full width. @throws CorruptItem */
export const integer = (item: Item, attribute: string): bigint => {
  const value = item[attribute]
  if (typeof value !== 'bigint') throw new CorruptItem(item, attribute)
  return value
}

/** Reads an integer that fits a JavaScript number: a time, a count. Never an amount. @throws CorruptItem */
export const count = (item: Item, attribute: string): number => {
  const value = Number(integer(item, attribute))
  if (!Number.isSafeInteger(value)) throw new CorruptItem(item, attribute)
  return value
}

/** Reads an attribute that must be one of the given words. @throws CorruptItem */
export const oneOf = <T extends string>(item: Item, attribute: string, words: readonly T[]): T => {
  const value = words.find((word) => word === item[attribute])
  if (value === undefined) throw new CorruptItem(item, attribute)
  return value
}

/** Reads a map attribute. @throws CorruptItem */
export const map = (item: Item, attribute: string): Readonly<Record<string, Value>> => {
  const value = item[attribute]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CorruptItem(item, attribute)
  }
  return value as Readonly<Record<string, Value>>
}

/** Reads a list of maps. @throws CorruptItem */
export const rows = (item: Item, attribute: string): readonly Item[] => {
  const value = item[attribute]
  if (!Array.isArray(value)) throw new CorruptItem(item, attribute)
  return value as readonly Item[]
}
