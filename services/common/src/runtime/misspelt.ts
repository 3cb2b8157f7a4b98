import { variables } from './variables'

/** One warning for each name of the environment that is nearly, but not quite, one of ours. */
export function misspelt(names: readonly string[]): string[] {
  const known: string[] = Object.values(variables).map((variable) => variable.name)
  return names.flatMap((name) => {
    if (known.includes(name)) return []
    const meant = known.find((candidate) => isNear(name, candidate))
    return meant === undefined ? [] : [`${name} is not a variable of Bourse: is ${meant} meant?`]
  })
}

// Short names have too many neighbours that belong to others (HOST and POST, PORT and PORTS).
function isNear(name: string, candidate: string): boolean {
  if (candidate.length < 6 || Math.abs(name.length - candidate.length) > 2) return false
  return distance(name.toUpperCase(), candidate) <= (candidate.length < 8 ? 1 : 2)
}

/** Levenshtein's edit distance. */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [row, leftChar] of [...left].entries()) {
    const current = [row + 1]
    for (const [column, rightChar] of [...right].entries()) {
      const replaced = (previous[column] ?? 0) + (leftChar === rightChar ? 0 : 1)
      const removed = (previous[column + 1] ?? 0) + 1
      const added = (current[column] ?? 0) + 1
      current.push(Math.min(replaced, removed, added))
    }
    previous = current
  }
  return previous[right.length] ?? 0
}
