import { classNames } from './class-names'

/** The look of one tab; `aria-current`, `aria-selected` or `data-state=active` makes it the chosen one. */
export const tabClass = classNames(
  'relative inline-flex h-11 items-center gap-1.5 text-13 font-medium whitespace-nowrap text-fg-2 hover:text-fg-0 sm:h-10',
  'after:absolute after:inset-x-0 after:-bottom-px after:h-0.5',
  'data-[state=active]:text-fg-0 data-[state=active]:after:bg-accent',
  'aria-[current=page]:text-fg-0 aria-[current=page]:after:bg-accent',
)
