import type { ReactNode } from 'react'

/** Where the first row would be: one sentence and one thing to do. No picture. */
export const EmptyState = ({
  children,
  action,
}: {
  readonly children: ReactNode
  readonly action?: ReactNode
}) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-gutter py-4 text-fg-2">
    <p>{children}</p>
    {action}
  </div>
)
