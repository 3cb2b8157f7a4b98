import { Link } from '@tanstack/react-router'
import { Mark } from '../../ui/brand'
import { classNames } from '../../ui/class-names'
import type { Destination, Destinations } from './navigation'

interface RailProps {
  readonly destinations: Destinations
  /** Icons alone, whatever the width. */
  readonly slim: boolean
}

/** The left rail; below 1200 px and on Trade it shows icons alone. */
export const Rail = ({ destinations, slim }: RailProps) => (
  <nav aria-label="Main" className="row-span-3 hidden flex-col border-r px-2 sm:flex">
    <Link
      to={destinations.low.length > 0 ? '/dashboard' : '/'}
      aria-label="Bourse, home"
      className={classNames(
        'flex h-top shrink-0 items-center gap-2.5 text-15 font-semibold tracking-[-0.012em] text-fg-0',
        slim ? 'justify-center' : 'justify-center rail:justify-start rail:pl-2.5',
      )}
    >
      <Mark />
      <span className={slim ? 'hidden' : 'hidden rail:inline'}>Bourse</span>
    </Link>
    <RailLinks destinations={destinations.main} slim={slim} className="pt-2" />
    <RailLinks destinations={destinations.low} slim={slim} className="mt-auto pb-2" />
  </nav>
)

const RailLinks = ({
  destinations,
  slim,
  className,
}: {
  readonly destinations: readonly Destination[]
  readonly slim: boolean
  readonly className: string
}) => (
  <div className={classNames('grid gap-0.5', className)}>
    {destinations.map(({ to, label, icon: Icon }) => (
      <Link
        key={to}
        to={to}
        aria-label={label}
        title={label}
        activeProps={{ 'aria-current': 'page' }}
        className={classNames(
          'group flex h-[34px] items-center gap-2.5 rounded-2 text-fg-2 hover:bg-surface-1 hover:text-fg-0 aria-[current]:bg-surface-2 aria-[current]:font-medium aria-[current]:text-fg-0',
          slim ? 'justify-center' : 'justify-center rail:justify-start rail:px-2.5',
        )}
      >
        <Icon
          aria-hidden
          strokeWidth={1.5}
          className="size-[18px] shrink-0 group-aria-[current]:text-accent"
        />
        <span className={slim ? 'hidden' : 'hidden rail:inline'}>{label}</span>
      </Link>
    ))}
  </div>
)
