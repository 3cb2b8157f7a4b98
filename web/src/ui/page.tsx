import type { ReactNode } from 'react'
import { Skeleton } from './skeleton'

interface PageProps {
  readonly title: string
  /** Beside the title. */
  readonly aside?: ReactNode
  /** The title is for screen readers and the browser's tab alone. */
  readonly titleHidden?: boolean
  readonly children: ReactNode
}

/** A page inside the shell: its one h1, the tab's title and its regions, edge to edge. */
export const Page = ({ title, aside, titleHidden, children }: PageProps) => (
  <>
    <title>{`${title} · Bourse`}</title>
    {titleHidden ? (
      <h1 className="sr-only">{title}</h1>
    ) : (
      <div className="flex min-h-14 items-center gap-4 px-gutter max-sm:min-h-0 max-sm:has-[>:only-child]:sr-only">
        <h1 className="text-20 font-semibold tracking-[-0.014em] text-fg-0 max-sm:sr-only">
          {title}
        </h1>
        {aside}
      </div>
    )}
    {children}
  </>
)

interface SectionProps {
  readonly title: string
  readonly count?: number
  /** Links and choices at the right end. */
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A region with its 44 px head. */
export const Section = ({ title, count, aside, className, children }: SectionProps) => (
  <section aria-label={title} className={className}>
    <div className="flex min-h-11 items-center gap-3 px-gutter">
      <h2 className="text-13 font-medium text-fg-0">{title}</h2>
      {count !== undefined && <span className="-ml-1.5 text-fg-2">{count}</span>}
      <div className="ml-auto flex items-center gap-3 text-12 text-fg-2">{aside}</div>
    </div>
    {children}
  </section>
)

/** What stands in the place of a page whose code or permission is on its way. */
export const PagePending = () => (
  <div aria-busy className="px-gutter py-4 text-20">
    <Skeleton ch={12} />
  </div>
)
