export interface Share {
  readonly label: string
  /** Percent as a decimal string. */
  readonly percent: string
  /** Cash is neutral, whatever its size. */
  readonly cash?: boolean
}

/** Shares as one bar, largest first. A table with the same figures stands beside it. */
export const AllocationBar = ({ shares }: { readonly shares: readonly Share[] }) => (
  <div
    role="img"
    aria-label={inWords(shares)}
    className="flex h-2 gap-0.5 overflow-hidden rounded-[2px]"
  >
    {shares.map((share, rank) => (
      <i
        key={share.label}
        className="h-full min-w-0.5"
        style={{
          flexGrow: Number(share.percent),
          flexBasis: 0,
          background: allocationColour(share, rank),
        }}
      />
    ))}
  </div>
)

/** Shares as a ring. A table with the same figures stands beside it. */
export const Donut = ({
  shares,
  size = 144,
}: {
  readonly shares: readonly Share[]
  readonly size?: number
}) => {
  const starts = shares.map((_, i) =>
    shares.slice(0, i).reduce((total, { percent }) => total + Number(percent), 0),
  )
  return (
    <svg
      role="img"
      aria-label={inWords(shares)}
      width={size}
      height={size}
      viewBox="0 0 36 36"
      className="-rotate-90"
    >
      {shares.map((share, rank) => (
        <circle
          key={share.label}
          cx="18"
          cy="18"
          r="15.9155"
          fill="none"
          stroke={allocationColour(share, rank)}
          strokeWidth="3.6"
          strokeDasharray={`${Math.max(0, Number(share.percent) - 0.6)} 100`}
          strokeDashoffset={-(starts[rank] ?? 0)}
        />
      ))}
    </svg>
  )
}

/** The square beside a row of the table. */
export const AllocationSwatch = ({
  share,
  rank,
}: {
  readonly share: Share
  readonly rank: number
}) => (
  <i
    className="inline-block size-2 shrink-0 rounded-[2px]"
    style={{ background: allocationColour(share, rank) }}
  />
)

const allocationColour = ({ cash }: Share, rank: number): string =>
  cash ? 'var(--alloc-cash)' : `var(--alloc-${Math.min(rank + 1, 6)})`

const inWords = (shares: readonly Share[]): string =>
  `Allocation: ${shares.map(({ label, percent }) => `${label} ${percent}%`).join(', ')}`
