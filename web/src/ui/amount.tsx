import { usePreferences } from '../lib/app-services'
import { directionOf, formatAmount, formatPercent } from '../lib/format'
import { classNames } from './class-names'

interface AmountProps {
  /** A decimal string; null where it is not known. */
  readonly value: string | null
  /** Decimals; 2 for dollars. Without it, as sent. */
  readonly places?: number
  readonly sign?: 'auto' | 'always'
  /** `$` before the figure. */
  readonly dollars?: boolean
  /** Greys the decimals: headline amounts. */
  readonly greyCents?: boolean
  /** Colours gains and losses. */
  readonly coloured?: boolean
  /** One's own money: dots while amounts are hidden. */
  readonly own?: boolean
}

/** An amount of money or of an asset, exactly as the API sent it. */
export const Amount = ({ value, own, coloured, ...look }: AmountProps) => {
  const { amountsHidden } = usePreferences()
  if (value === null) return <span className="text-fg-2">–</span>
  if (own && amountsHidden) return <span title="Amounts are hidden">•••••</span>
  return (
    <span className={classNames('whitespace-nowrap', coloured && DIRECTION[directionOf(value)])}>
      <Digits value={value} {...look} />
    </span>
  )
}

const Digits = ({
  value,
  dollars,
  greyCents,
  ...format
}: AmountProps & { readonly value: string }) => {
  const { locale } = usePreferences()
  const [, sign, digits = ''] = /^([+\u2212]?)(.*)$/.exec(formatAmount(value, locale, format)) ?? []
  const cut = greyCents ? digits.search(/[.,]\d*$/) : -1
  return (
    <>
      {sign}
      {dollars && '$'}
      {cut === -1 ? digits : digits.slice(0, cut)}
      {cut !== -1 && <span className="text-fg-2">{digits.slice(cut)}</span>}
    </>
  )
}

interface PercentProps {
  readonly value: string | null
  /** 2 for changes, 1 for shares. */
  readonly places?: number
  /** `change` has a sign and a colour; `share` has neither. */
  readonly kind?: 'change' | 'share'
  /** An arrow before it: headlines. */
  readonly arrow?: boolean
}

/** A percentage. A change always has its sign; colour is never alone. */
export const Percent = ({ value, places = 2, kind = 'change', arrow }: PercentProps) => {
  const { locale } = usePreferences()
  if (value === null) return <span className="text-fg-2">–</span>
  const direction = directionOf(value, places)
  if (kind === 'share') return <span>{formatPercent(value, locale, { places })}</span>
  return (
    <span className={classNames('whitespace-nowrap', DIRECTION[direction])}>
      {arrow && <Arrow direction={direction} />}
      {formatPercent(value, locale, { places, sign: 'always' })}
    </span>
  )
}

/** The triangle of a headline change; nothing when flat. */
export const Arrow = ({ direction }: { readonly direction: 'up' | 'down' | 'flat' }) =>
  direction === 'flat' ? null : (
    <svg
      aria-hidden="true"
      width="8"
      height="8"
      viewBox="0 0 8 8"
      className="mr-1 inline fill-current"
    >
      <path d={direction === 'up' ? 'M4 1 7.500 7h-7z' : 'M4 7 .500 1h7z'} />
    </svg>
  )

const DIRECTION = { up: 'text-up', down: 'text-down', flat: 'text-fg-2' } as const
