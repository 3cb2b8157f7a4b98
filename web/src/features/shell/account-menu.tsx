import type { Profile } from '@bourse/contracts/users'
import { useNavigate } from '@tanstack/react-router'
import { Eye, LogOut, Moon, Palette, ShieldCheck, User } from 'lucide-react'
import { usePreferences, useServices } from '../../lib/app-services'
import { Menu } from '../../ui/menu'

/** Who is signed in, how things look, the way out. */
export const AccountMenu = ({ user }: { readonly user: Profile }) => {
  const { preferences } = useServices()
  const { theme, direction, amountsHidden } = usePreferences()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const name = `${user.first_name} ${user.last_name}`
  const isDark =
    theme === 'dark' || (theme === 'system' && document.documentElement.dataset['theme'] === 'dark')
  return (
    <Menu
      label={`Account menu, ${name}`}
      className="ml-1 grid size-11 shrink-0 place-items-center rounded-full sm:size-8"
      items={[
        `${name} · ${user.username}`,
        {
          label: 'Profile and security',
          icon: <User aria-hidden />,
          onSelect: () => void navigate({ to: '/profile' }),
        },
        ...(user.role === 'admin'
          ? [
              {
                label: 'Admin',
                icon: <ShieldCheck aria-hidden />,
                onSelect: () => void navigate({ to: '/admin' }),
              },
            ]
          : []),
        'line',
        {
          label: 'Dark theme',
          icon: <Moon aria-hidden />,
          checked: isDark,
          onSelect: () => preferences.set({ theme: isDark ? 'light' : 'dark' }),
        },
        {
          label: 'Blue and orange',
          icon: <Palette aria-hidden />,
          checked: direction === 'blue-orange',
          onSelect: () =>
            preferences.set({
              direction: direction === 'blue-orange' ? 'teal-coral' : 'blue-orange',
            }),
        },
        {
          label: 'Hide amounts',
          icon: <Eye aria-hidden />,
          checked: amountsHidden,
          onSelect: () => preferences.set({ amountsHidden: !amountsHidden }),
        },
        'line',
        { label: 'Sign out', icon: <LogOut aria-hidden />, onSelect: () => void signOut() },
      ]}
    >
      <span
        aria-hidden
        className="grid size-7 place-items-center rounded-full border border-line-control text-12 font-medium text-fg-1"
      >
        {`${user.first_name[0] ?? ''}${user.last_name[0] ?? ''}`.toUpperCase()}
      </span>
    </Menu>
  )
}

/** Leaves for the landing page first, so that no page of one's own asks to sign in again. */
export const useSignOut = () => {
  const { session } = useServices()
  const navigate = useNavigate()
  return async () => {
    await navigate({ to: '/' })
    await session.signOut()
  }
}
