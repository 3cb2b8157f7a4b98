import type { Asset } from '@bourse/contracts/assets'
import { usePreferences, usePrice } from '../lib/app-services'
import { formatAge, type Locale, priceParts } from '../lib/format'
import { Badge } from './badge'
import { classNames } from './class-names'

interface PriceProps {
  /** A decimal string; null where no price is known. */
  readonly value: string | null
  readonly stale?: boolean
  /** Decimals of the column: hidden digits align the points. */
  readonly align?: number
}

/** A price with the decimals that its size deserves; grey when stale, the full value on hover. */
export const Price = ({ value, stale, align = 0 }: PriceProps) => {
  const { locale } = usePreferences()
  if (value === null) return <span className="text-fg-2">–</span>
  return (
    <span className={classNames(stale && 'text-fg-2')}>
      <PriceDigits value={value} locale={locale} align={align} />
    </span>
  )
}

const PriceDigits = ({
  value,
  locale,
  align,
}: {
  readonly value: string
  readonly locale: Locale
  readonly align: number
}) => {
  const { text, zeros, digits, places } = priceParts(value, locale)
  return (
    <>
      {zeros === undefined ? (
        text
      ) : (
        <span title={value}>
          {text}
          <sub>{zeros}</sub>
          {digits}
        </span>
      )}
      {places < align && (
        <span aria-hidden className="pad invisible">
          {'0'.repeat(align - places)}
        </span>
      )}
    </>
  )
}

type PricedAsset = Pick<Asset, 'symbol' | 'price' | 'price_at' | 'stale'>

/** An asset's price of now: what the stream brought, else what the list said; whichever is newer. */
export const useAssetPrice = (asset: PricedAsset) => {
  const live = usePrice(asset.symbol)
  const isNewer = live !== undefined && (asset.price_at === null || live.at >= asset.price_at)
  return isNewer
    ? { value: live.price, at: live.at, stale: live.stale }
    : { value: asset.price, at: asset.price_at, stale: asset.stale }
}

/** The ticking price of an asset, for a cell. */
export const AssetPrice = ({
  asset,
  align,
}: {
  readonly asset: PricedAsset
  readonly align?: number
}) => {
  const { value, stale } = useAssetPrice(asset)
  return <Price value={value} stale={stale} {...(align === undefined ? {} : { align })} />
}

/** Halted or stale, in words; nothing while all is well. `now` is epoch ms. */
export const AssetFlag = ({
  asset,
  now,
}: {
  readonly asset: PricedAsset & Pick<Asset, 'status'>
  readonly now: number
}) => {
  const { at, stale } = useAssetPrice(asset)
  if (asset.status === 'halted') return <Badge tone="warn">Halted</Badge>
  if (!stale) return null
  return (
    <Badge tone="warn">{at === null ? 'No price' : `${formatAge(now - Date.parse(at))} old`}</Badge>
  )
}
