/** A week or so in 88 × 24 pixels: grey, only the end point has direction. Positions are no money, so numbers do. */
export const Sparkline = ({
  values,
  label,
  width = 88,
  height = 24,
}: {
  /** Decimal strings, oldest first. */
  readonly values: readonly string[]
  /** What it shows in words: "7 days, +4.62%". */
  readonly label: string
  readonly width?: number
  readonly height?: number
}) => {
  const points = pointsOf(values.map(Number), width, height)
  const last = points.at(-1)
  if (!last) return null
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block overflow-visible"
    >
      <polyline
        points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
        fill="none"
        stroke="var(--fg-2)"
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
      <circle cx={last[0]} cy={last[1]} r="2" fill={endColour(values)} />
    </svg>
  )
}

const pointsOf = (
  values: readonly number[],
  width: number,
  height: number,
): (readonly [number, number])[] => {
  const low = Math.min(...values)
  const range = Math.max(...values) - low || 1
  const step = (width - 2 * INSET) / Math.max(1, values.length - 1)
  return values.map((value, i) => [
    INSET + i * step,
    height - EDGE - ((value - low) / range) * (height - 2 * EDGE),
  ])
}

const endColour = (values: readonly string[]): string => {
  const change = Number(values.at(-1)) - Number(values[0])
  if (change === 0) return 'var(--fg-2)'
  return change > 0 ? 'var(--up)' : 'var(--down)'
}

const INSET = 2
const EDGE = 3
