/**
 * What a person types or pastes as an amount, as a plain decimal string: "1 234,5" and "1,234.5" are
 * both "1234.5". Undefined when it is no amount; the empty string stays empty.
 */
export const readDecimal = (typed: string): string | undefined => {
  const compact = typed.replaceAll(/[\s\u00a0\u202f']/g, '')
  const plain = withPoint(compact)
  if (!/^\d*\.?\d*$/.test(plain) || plain.length > 40) return undefined
  const trimmed = plain.replace(/^0+(?=\d)/, '')
  return trimmed.startsWith('.') ? `0${trimmed}` : trimmed
}

/** The decimals beyond `places` cut off, as typing them is refused. */
export const clampPlaces = (value: string, places: number): string => {
  const [whole = '', fraction] = value.split('.')
  if (fraction === undefined) return value
  return places === 0 ? whole : `${whole}.${fraction.slice(0, places)}`
}

/** With both marks present the last one is the point; a comma alone is one too unless it repeats. */
const withPoint = (text: string): string => {
  const comma = text.lastIndexOf(',')
  const point = text.lastIndexOf('.')
  if (comma === -1) return text
  if (point > comma) return text.replaceAll(',', '')
  if (point !== -1) return text.replaceAll('.', '').replace(',', '.')
  return text.indexOf(',') === comma ? text.replace(',', '.') : text.replaceAll(',', '')
}
