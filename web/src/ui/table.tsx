import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'

type TableProps = ComponentProps<'table'> & {
  /** Its name for screen readers. */
  readonly label: string
  /** On phones each row becomes two lines; its cells then say their `place`. */
  readonly twoLines?: boolean
  /** The head stays while its scrolling parent moves. */
  readonly stickyHead?: boolean
}

/** A table under hairlines: 36 px rows (28 compact), numbers right aligned. */
export const Table = ({ label, twoLines, stickyHead, className, ...rest }: TableProps) => (
  <table
    {...rest}
    aria-label={label}
    className={classNames('t', twoLines && 'rows', stickyHead && 'sticky-head', className)}
  />
)

export type Sorting = 'ascending' | 'descending' | 'none'

type HeadProps = Omit<ComponentProps<'th'>, 'onClick'> & {
  readonly num?: boolean
  readonly sort?: Sorting
  /** Makes the head a button. */
  readonly onSort?: () => void
}

/** The head of a column; with `onSort` a button that says how the rows are sorted. */
export const Head = ({ num, sort, onSort, className, children, ...rest }: HeadProps) => (
  <th
    scope="col"
    {...rest}
    aria-sort={onSort && (sort ?? 'none')}
    className={classNames(num && 'num', className)}
  >
    {onSort ? (
      <button
        type="button"
        onClick={onSort}
        className="group inline-flex h-6 items-center gap-0.5 hover:text-fg-0"
      >
        {children}
        <SortMark sort={sort ?? 'none'} />
      </button>
    ) : (
      children
    )}
  </th>
)

const SortMark = ({ sort }: { readonly sort: Sorting }): ReactNode => {
  const Mark = sort === 'ascending' ? ChevronUp : ChevronDown
  return (
    <Mark
      aria-hidden
      className={classNames('size-3.5', sort === 'none' && 'opacity-0 group-hover:opacity-60')}
    />
  )
}

type CellProps = ComponentProps<'td'> & {
  readonly num?: boolean
  /** Where the cell goes on a phone: 1 and 2 are the first line's ends, 3 and 4 the second's; none hides it. */
  readonly place?: 1 | 2 | 3 | 4
}

export const Cell = ({ num, place, className, ...rest }: CellProps) => (
  <td {...rest} className={classNames(num && 'num', place && `m${place}`, className)} />
)
