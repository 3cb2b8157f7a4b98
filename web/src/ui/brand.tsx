/** The mark: two bars on a pole, a candle and a flag. */
export const Mark = () => (
  <svg
    aria-hidden="true"
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    strokeWidth="1.5"
    className="shrink-0 stroke-fg-0"
  >
    <path d="M4.500 1.500v17" />
    <rect x="4.500" y="4" width="8" height="5" />
    <rect x="4.500" y="11" width="11.500" height="5" className="fill-accent stroke-accent" />
  </svg>
)

/** The mark with the name. */
export const Brand = () => (
  <span className="flex items-center gap-2.5 text-15 font-semibold tracking-[-0.012em] text-fg-0">
    <Mark />
    Bourse
  </span>
)
