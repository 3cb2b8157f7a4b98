import type { Profile } from '@bourse/contracts/users'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useConnection, usePreferences, useServices } from '../../lib/app-services'
import { boardQuery } from '../../lib/board-query'
import { AssetIcon } from '../../ui/asset-icon'
import { AssetPrice } from '../../ui/price'
import { useSignOut } from './account-menu'
import { destinationsOf } from './navigation'

interface PaletteProps {
  readonly user: Profile | undefined
  readonly onClose: () => void
}

/** Every market, page and action by name: Cmd or Ctrl K. */
export const Palette = ({ user, onClose }: PaletteProps) => (
  <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
      <Dialog.Content
        aria-describedby={undefined}
        className="fixed inset-x-2 top-2 z-50 overflow-hidden rounded-3 bg-surface-3 shadow-overlay outline-none focus-visible:rounded-3 focus-visible:shadow-overlay sm:inset-x-auto sm:top-[12vh] sm:left-1/2 sm:w-[560px] sm:-translate-x-1/2"
      >
        <Dialog.Title className="sr-only">Search markets, pages, actions</Dialog.Title>
        <Command label="Search markets, pages, actions" loop>
          <Command.Input
            placeholder="Search markets, pages, actions"
            className="h-12 w-full border-b bg-transparent px-4 text-14 text-fg-0 outline-none placeholder:text-fg-2 focus-visible:shadow-none"
          />
          <Command.List className="max-h-[min(420px,60dvh)] overflow-y-auto p-1 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-fg-2">
            <Command.Empty className="px-3 py-4 text-fg-2">Nothing has that name.</Command.Empty>
            <Pages role={user?.role} onClose={onClose} />
            <Actions signedIn={user !== undefined} onClose={onClose} />
            <Markets onClose={onClose} />
          </Command.List>
        </Command>
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
)

const Pages = ({
  role,
  onClose,
}: {
  readonly role: Profile['role'] | undefined
  readonly onClose: () => void
}) => {
  const navigate = useNavigate()
  const { main, low } = destinationsOf(role)
  return (
    <Command.Group heading="Pages">
      {[...main, ...low].map(({ to, label, icon: Icon, key }) => (
        <Entry
          key={to}
          value={`page ${label}`}
          end={`g ${key}`}
          onSelect={() => {
            onClose()
            void navigate({ to })
          }}
        >
          <Icon aria-hidden strokeWidth={1.5} className="size-4 text-fg-2" />
          {label}
        </Entry>
      ))}
    </Command.Group>
  )
}

const Actions = ({
  signedIn,
  onClose,
}: {
  readonly signedIn: boolean
  readonly onClose: () => void
}) => {
  const { stream, preferences } = useServices()
  const { amountsHidden, density } = usePreferences()
  const navigate = useNavigate()
  const isPaused = useConnection().kind === 'paused'
  const signOut = useSignOut()
  const isDark = document.documentElement.dataset['theme'] === 'dark'
  const isCompact = density === 'compact'
  const actions: readonly (readonly [string, () => void])[] = [
    [isPaused ? 'Resume live prices' : 'Pause live prices', () => stream.setPaused(!isPaused)],
    [
      isDark ? 'Light theme' : 'Dark theme',
      () => preferences.set({ theme: isDark ? 'light' : 'dark' }),
    ],
    [
      isCompact ? 'Comfortable rows' : 'Compact rows',
      () => preferences.set({ density: isCompact ? 'comfortable' : 'compact' }),
    ],
    [
      amountsHidden ? 'Show amounts' : 'Hide amounts',
      () => preferences.set({ amountsHidden: !amountsHidden }),
    ],
    signedIn
      ? ['Sign out', () => void signOut()]
      : ['Log in', () => void navigate({ to: '/login' })],
  ]
  return (
    <Command.Group heading="Actions">
      {actions.map(([label, act]) => (
        <Entry
          key={label}
          value={`action ${label}`}
          onSelect={() => {
            onClose()
            act()
          }}
        >
          {label}
        </Entry>
      ))}
    </Command.Group>
  )
}

const Markets = ({ onClose }: { readonly onClose: () => void }) => {
  const { data: board = [] } = useQuery(boardQuery())
  const navigate = useNavigate()
  return (
    <Command.Group heading="Markets">
      {board.map((asset) => (
        <Entry
          key={asset.symbol}
          value={`${asset.symbol} ${asset.name}`}
          end={<AssetPrice asset={asset} />}
          onSelect={() => {
            onClose()
            void navigate({ to: '/trade/$symbol', params: { symbol: asset.symbol } })
          }}
        >
          <AssetIcon symbol={asset.symbol} />
          <b className="text-fg-0">{asset.symbol}</b>
          <span className="truncate text-fg-2">{asset.name}</span>
        </Entry>
      ))}
    </Command.Group>
  )
}

interface EntryProps {
  readonly value: string
  readonly end?: ReactNode
  readonly onSelect: () => void
  readonly children: ReactNode
}

const Entry = ({ value, end, onSelect, children }: EntryProps) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex h-11 cursor-pointer items-center gap-2.5 rounded-2 px-3 data-[selected=true]:bg-surface-2 data-[selected=true]:text-fg-0 sm:h-9"
  >
    {children}
    {end !== undefined && <span className="ml-auto text-fg-2">{end}</span>}
  </Command.Item>
)
