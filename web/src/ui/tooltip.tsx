import { Info } from 'lucide-react'
import { type CSSProperties, type ReactNode, useId, useRef } from 'react'

/** What a label means, on hover, focus or tap; Escape closes it. The browser places it and keeps it on top. */
export const Definition = ({
  term,
  children,
}: {
  readonly term: string
  readonly children: ReactNode
}) => {
  const id = useId()
  const bubble = useRef<HTMLSpanElement>(null)
  const anchor = `--${id.replaceAll(/[^\w]/g, '')}`
  const show = () => bubble.current?.showPopover()
  const hide = () => bubble.current?.hidePopover()
  return (
    <>
      <button
        type="button"
        aria-label={`What is ${term}?`}
        aria-describedby={id}
        onPointerEnter={show}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        style={{ anchorName: anchor } as CSSProperties}
        className="relative -m-1 inline-grid size-6 shrink-0 place-items-center rounded-1 text-fg-3 hover:text-fg-1 [&_svg]:size-3.5"
      >
        <Info aria-hidden />
      </button>
      <span
        ref={bubble}
        id={id}
        role="tooltip"
        popover="auto"
        style={{ positionAnchor: anchor } as CSSProperties}
        className="tooltip max-w-72 rounded-2 bg-surface-3 px-3 py-2 text-12 font-normal whitespace-normal text-fg-1 shadow-overlay"
      >
        {children}
      </span>
    </>
  )
}
