import { folder, symbols } from 'virtual:asset-icons'
import { type CSSProperties, useMemo } from 'react'

/** An asset's mark: its icon where there is one, else a disc with its first letter. Decoration beside its name. */
export const AssetIcon = ({
  symbol,
  size = 20,
}: {
  readonly symbol: string
  readonly size?: number
}) => {
  if (WITH_ICON.has(symbol)) {
    return (
      <img
        src={`${folder}/${symbol}.svg`}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        decoding="async"
        className="shrink-0 rounded-full shadow-[0_0_0_1px_var(--line)]"
      />
    )
  }
  return <Monogram symbol={symbol} size={size} />
}

const Monogram = ({ symbol, size }: { readonly symbol: string; readonly size: number }) => {
  const hue = useMemo(() => hueOf(symbol), [symbol])
  const style: CSSProperties = {
    width: size,
    height: size,
    fontSize: size / 2,
    background: `oklch(var(--disc-l) 0.05 ${hue})`,
    color: `oklch(var(--disc-text-l) 0.04 ${hue})`,
  }
  return (
    <span
      aria-hidden
      style={style}
      className="inline-grid shrink-0 place-items-center rounded-full leading-none font-semibold"
    >
      {symbol[0]}
    </span>
  )
}

/** Icon, symbol and name in one line. */
export const AssetName = ({
  symbol,
  name,
  size,
}: {
  readonly symbol: string
  readonly name?: string
  readonly size?: number
}) => (
  <span className="inline-flex min-w-0 max-w-full items-center gap-2 align-top">
    <AssetIcon symbol={symbol} {...(size === undefined ? {} : { size })} />
    <b className="text-fg-0">{symbol}</b>
    {name !== undefined && <span className="truncate text-fg-2">{name}</span>}
  </span>
)

const hueOf = (symbol: string): number =>
  [...symbol].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)

const WITH_ICON: ReadonlySet<string> = new Set(symbols.split(' '))
