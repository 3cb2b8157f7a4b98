import { Link } from '@tanstack/react-router'
import { classNames } from '../../ui/class-names'
import type { Destination } from './navigation'

/** The phone's bar at the bottom edge. */
export const TabBar = ({ destinations }: { readonly destinations: readonly Destination[] }) => (
  <nav
    aria-label="Main"
    className={classNames(
      'z-20 grid border-t bg-bg pb-safe sm:hidden',
      destinations.length === 5 ? 'grid-cols-5' : 'grid-cols-2',
    )}
  >
    {destinations.map(({ to, label, icon: Icon }) => (
      <Link
        key={to}
        to={to}
        activeProps={{ 'aria-current': 'page' }}
        className="grid place-content-center place-items-center gap-0.5 text-12 font-medium text-fg-2 aria-[current]:text-fg-0 aria-[current]:shadow-[inset_0_2px_var(--accent)]"
      >
        <Icon aria-hidden strokeWidth={1.5} className="size-5" />
        {label}
      </Link>
    ))}
  </nav>
)
