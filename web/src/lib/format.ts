import Big from 'big.js'

/** Options of a shown amount. `places` fixes the decimals; without it they stay as sent. */
export interface AmountFormat {
  readonly places?: number
  /** `always` puts + before gains; zero never has a sign. */
  readonly sign?: 'auto' | 'always'
}

export type Locale = 'en-US' | 'en-GB' | 'de-DE' | 'fr-FR' | 'sv-SE'

/** A decimal string in a locale's digits grouping, with a true minus; rounds half away from zero. */
export const formatAmount = (value: string, locale: Locale, format: AmountFormat = {}): string => {
  const places = format.places ?? decimalsOf(value)
  const rounded = new Big(value).toFixed(places, Big.roundHalfUp)
  const text = formatter(locale, places).format(unsigned(rounded) as Intl.StringNumericLiteral)
  return signOf(rounded, format.sign) + text
}

/** A price as its whole part and the decimals that its size deserves; below 0.0001 the zeros are counted. */
export interface PriceParts {
  /** All there is to read when `zeros` is undefined. */
  readonly text: string
  /** How many zeros follow the point before `digits`. */
  readonly zeros?: number
  readonly digits?: string
  /** Decimals shown, to align the points of a column. */
  readonly places: number
}

/** How a price is shown: 97,412.50, 18.942, 2.3418, 0.0₄128. */
export const priceParts = (value: string, locale: Locale): PriceParts => {
  const price = new Big(value)
  if (price.gt(0) && price.lt('0.0001')) return tinyPrice(price, locale)
  const places = pricePlaces(price)
  return { text: formatAmount(value, locale, { places }), places }
}

/** A price in one string, zeros written as subscript digits: for titles, options and plain text. */
export const formatPrice = (value: string, locale: Locale): string => {
  const { text, zeros, digits } = priceParts(value, locale)
  return zeros === undefined ? text : `${text}${subscript(zeros)}${digits}`
}

/** A percentage with its sign: +1.94%, −0.42%, 0.00%. */
export const formatPercent = (
  value: string,
  locale: Locale,
  format: AmountFormat = { places: 2, sign: 'always' },
): string => `${formatAmount(value, locale, format)}%`

/** A large amount in four figures: 1.927 T, 403.2 B, 812 M; below a million, whole units. */
export const formatCompact = (value: string, locale: Locale): string => {
  const amount = new Big(value)
  const scale = SCALES.find(({ from }) => amount.abs().gte(from))
  if (!scale) return formatAmount(value, locale, { places: 0 })
  const scaled = amount.div(scale.from)
  const places = scale.unit === 'M' ? 0 : compactPlaces(scaled.abs())
  return `${formatAmount(scaled.toFixed(), locale, { places })} ${scale.unit}`
}

/** The direction of a change, for colour and arrow; a change that rounds to nothing is flat. */
export const directionOf = (change: string, places = 2): 'up' | 'down' | 'flat' => {
  const rounded = new Big(change).round(places, Big.roundHalfUp)
  if (rounded.eq(0)) return 'flat'
  return rounded.gt(0) ? 'up' : 'down'
}

/** Adds decimal strings exactly. */
export const sum = (values: readonly string[]): string =>
  values.reduce((total, value) => total.plus(value), new Big(0)).toFixed()

/** The change from one price to another in percent; undefined from zero. */
export const changePercent = (from: string, to: string): string | undefined => {
  const start = new Big(from)
  return start.eq(0) ? undefined : new Big(to).minus(start).div(start).times(100).toFixed(6)
}

/** How old something is: "4 s", "3 min", "2 h", "5 d". */
export const formatAge = (ageMs: number): string => {
  const seconds = Math.max(0, Math.floor(ageMs / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** A time in UTC with seconds: 14:32:07. */
export const formatTime = (at: number | string): string => new Date(at).toISOString().slice(11, 19)

/** A day and time in UTC: 23 Nov, 14:32; the year only when it is another one. */
export const formatDateTime = (at: number | string, now: number, seconds = false): string => {
  const date = new Date(at)
  const year =
    date.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${date.getUTCFullYear()}`
  const time = date.toISOString().slice(11, seconds ? 19 : 16)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}${year}, ${time}`
}

const decimalsOf = (value: string): number => value.split('.')[1]?.length ?? 0
const unsigned = (value: string): string => value.replace('-', '')

const signOf = (rounded: string, sign: AmountFormat['sign']): string => {
  if (new Big(rounded).eq(0)) return ''
  if (rounded.startsWith('-')) return MINUS
  return sign === 'always' ? '+' : ''
}

const pricePlaces = (price: Big): number =>
  PRICE_PLACES.find(({ from }) => price.gte(from))?.places ?? 2

const tinyPrice = (price: Big, locale: Locale): PriceParts => {
  const plain = price.toFixed().slice(2)
  const zeros = plain.search(/[1-9]/)
  const kept = price.toFixed(zeros + TINY_DIGITS, Big.roundHalfUp).slice(2 + zeros)
  const point = formatter(locale, 1)
    .formatToParts(0.5)
    .find(({ type }) => type === 'decimal')?.value
  return { text: `0${point}0`, zeros, digits: kept, places: TINY_PLACES }
}

const compactPlaces = (scaled: Big): number => {
  if (scaled.gte(100)) return 1
  return scaled.gte(10) ? 2 : 3
}

const subscript = (count: number): string =>
  String(count).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)))

// Making a formatter costs more than a hundred uses of it.
const formatters = new Map<string, Intl.NumberFormat>()

const formatter = (locale: Locale, places: number): Intl.NumberFormat => {
  const key = `${locale} ${places}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
  formatters.set(key, made)
  return made
}

const MINUS = '\u2212'
const TINY_DIGITS = 3
const TINY_PLACES = 4
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const PRICE_PLACES = [
  { from: '20', places: 2 },
  { from: '4', places: 3 },
  { from: '0.1', places: 4 },
  { from: '0.01', places: 5 },
  { from: '0.001', places: 6 },
  { from: '0.0001', places: 7 },
]
const SCALES = [
  { from: '1e12', unit: 'T' },
  { from: '1e9', unit: 'B' },
  { from: '1e6', unit: 'M' },
]
