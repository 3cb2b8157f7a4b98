import type { CSSProperties } from 'react'

/** A grey bar of the final figure's size; it does not move. `ch` is its width in digits. */
export const Skeleton = ({
  ch,
  className,
}: {
  readonly ch: number
  readonly className?: string
}) => (
  <span
    aria-hidden
    className={`skeleton h-[0.8em] max-w-full align-[-0.04em] ${className ?? ''}`}
    style={{ width: `${ch}ch` } as CSSProperties}
  />
)
