import type { Profile } from '@bourse/contracts/users'
import { Link } from '@tanstack/react-router'
import { Eye, EyeOff, Search } from 'lucide-react'
import { usePreferences, useServices } from '../../lib/app-services'
import { Mark } from '../../ui/brand'
import { ButtonLink, IconButton } from '../../ui/button'
import { Kbd } from '../../ui/kbd'
import { LiveControl } from '../../ui/live-control'
import { AccountMenu } from './account-menu'

interface TopBarProps {
  /** The page's name, shown on phones. */
  readonly title: string
  readonly user: Profile | undefined
  readonly openPalette: () => void
}

/** Search, live prices, hidden amounts, the account. */
export const TopBar = ({ title, user, openPalette }: TopBarProps) => (
  <header className="flex items-center gap-2 border-b pr-2 pl-gutter sm:gap-4 sm:pr-gutter sm:pl-4">
    <Link to={user ? '/dashboard' : '/'} aria-label="Bourse, home" className="sm:hidden">
      <Mark />
    </Link>
    <span aria-hidden className="truncate text-15 font-semibold text-fg-0 sm:hidden">
      {title}
    </span>
    <button
      type="button"
      onClick={openPalette}
      className="hidden h-8 w-80 min-w-0 items-center gap-2 rounded-2 border bg-surface-1 pr-1.5 pl-2.5 text-left text-fg-2 hover:border-line-control sm:flex"
    >
      <Search aria-hidden strokeWidth={1.5} className="size-4 shrink-0" />
      <span className="truncate">Search markets, pages, actions</span>
      <span className="ml-auto">
        <Kbd>⌘K</Kbd>
      </span>
    </button>
    <div className="ml-auto flex items-center gap-1">
      <IconButton label="Search" onClick={openPalette} className="sm:hidden">
        <Search aria-hidden strokeWidth={1.5} />
      </IconButton>
      <LiveControl />
      {user ? <OwnTools user={user} /> : <StrangersTools />}
    </div>
  </header>
)

const OwnTools = ({ user }: { readonly user: Profile }) => {
  const { preferences } = useServices()
  const { amountsHidden } = usePreferences()
  const Icon = amountsHidden ? EyeOff : Eye
  return (
    <>
      <IconButton
        label={amountsHidden ? 'Show amounts' : 'Hide amounts'}
        aria-pressed={amountsHidden}
        onClick={() => preferences.set({ amountsHidden: !amountsHidden })}
        className="ml-1 max-sm:hidden"
      >
        <Icon aria-hidden strokeWidth={1.5} />
      </IconButton>
      <AccountMenu user={user} />
    </>
  )
}

const StrangersTools = () => (
  <>
    <ButtonLink to="/login" variant="quiet" className="ml-1 max-sm:hidden">
      Log in
    </ButtonLink>
    <ButtonLink to="/register" variant="primary" className="max-sm:ml-1">
      <span className="max-[400px]:hidden">Create account</span>
      <span className="min-[401px]:hidden">Join</span>
    </ButtonLink>
  </>
)
