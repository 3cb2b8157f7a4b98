import type { Clause, Condition, Value } from '../store'

/** Collects the placeholder names and values of one request. */
export interface Placeholders {
  readonly names: Record<string, string>
  readonly values: Record<string, Value>
}

export const placeholders = (): Placeholders => ({ names: {}, values: {} })

/** The `ExpressionAttribute…` fields of a request, without the empty ones DynamoDB refuses. */
export const attributeFields = ({ names, values }: Placeholders) => ({
  ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
  ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
})

/** A path as placeholders; a dot steps into a map. */
export const path = (into: Placeholders, attribute: string): string =>
  attribute
    .split('.')
    .map((part) => {
      const name = `#${part.replace(/[^A-Za-z0-9]/g, '_')}`
      into.names[name] = part
      return name
    })
    .join('.')

/** A value as a placeholder. */
export const value = (into: Placeholders, given: Value): string => {
  const name = `:v${Object.keys(into.values).length}`
  into.values[name] = given
  return name
}

/** The condition's clauses joined by AND. */
export const conditionExpression = (into: Placeholders, condition: Condition): string =>
  condition.map((clause) => clauseExpression(into, clause)).join(' AND ')

const clauseExpression = (into: Placeholders, clause: Clause): string => {
  const at = path(into, clause.attribute)
  switch (clause.is) {
    case 'absent':
      return `attribute_not_exists(${at})`
    case 'present':
      return `attribute_exists(${at})`
    case 'in':
      return `${at} IN (${clause.values.map((v) => value(into, v)).join(', ')})`
    case 'smaller than':
      return `size(${at}) < ${value(into, clause.size)}`
    default:
      return `${at} ${clause.is} ${value(into, clause.value)}`
  }
}

/** The update expression of set, add and remove; `add` counts from zero where nothing stands. */
export const updateExpression = (
  into: Placeholders,
  update: {
    readonly set?: Readonly<Record<string, Value>>
    readonly add?: Readonly<Record<string, bigint>>
    readonly remove?: readonly string[]
  },
): string => {
  const sets = [
    ...Object.entries(update.set ?? {}).map(([a, v]) => `${path(into, a)} = ${value(into, v)}`),
    ...Object.entries(update.add ?? {}).map(([a, by]) => addition(into, a, by)),
  ]
  const removes = (update.remove ?? []).map((attribute) => path(into, attribute))
  return [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

const addition = (into: Placeholders, attribute: string, by: bigint): string => {
  const at = path(into, attribute)
  return `${at} = if_not_exists(${at}, ${value(into, 0n)}) + ${value(into, by)}`
}
