import { Outlet, useMatches, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useSession } from '../../lib/app-services'
import { classNames } from '../../ui/class-names'
import { destinationsOf } from './navigation'
import { Rail } from './rail'
import { StatusLine } from './status-line'
import { TabBar } from './tab-bar'
import { TopBar } from './top-bar'
import { useShortcuts } from './use-shortcuts'

/** The frame around every page of the app: rail, top bar, page, status line; on phones a bar of five. */
export const Shell = () => {
  const session = useSession()
  const user = session.kind === 'signed-in' || session.kind === 'expired' ? session.user : undefined
  const matches = useMatches()
  const slim = matches.some(({ staticData }) => staticData.slimRail)
  const title = matches.findLast(({ staticData }) => staticData.title)?.staticData.title ?? 'Bourse'
  const [overlay, setOverlay] = useState<'palette' | 'shortcuts' | undefined>()
  const main = useFocusOnNavigation()
  const destinations = destinationsOf(user?.role)
  const openPalette = useCallback(() => setOverlay('palette'), [])
  useShortcuts({
    destinations: [...destinations.main, ...destinations.low],
    openPalette,
    openShortcuts: () => setOverlay('shortcuts'),
  })
  return (
    <div
      className={classNames(
        'grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[var(--top)_minmax(0,1fr)_calc(var(--tabbar)+env(safe-area-inset-bottom))]',
        'sm:grid-cols-[var(--rail-slim)_minmax(0,1fr)] sm:grid-rows-[var(--top)_minmax(0,1fr)_var(--status)]',
        !slim && 'rail:grid-cols-[var(--rail)_minmax(0,1fr)]',
      )}
    >
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-2 bg-surface-3 px-3 py-2 text-fg-0 shadow-overlay focus:translate-y-0"
      >
        Skip to content
      </a>
      <Rail destinations={destinations} slim={slim} />
      <TopBar title={title} user={user} openPalette={openPalette} />
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="relative min-w-0 overflow-auto overscroll-contain outline-none"
      >
        {user?.status === 'frozen' && <FrozenLine />}
        <Outlet />
      </main>
      <StatusLine role={user?.role} openShortcuts={() => setOverlay('shortcuts')} />
      <TabBar destinations={destinations.phone} />
      <Suspense fallback={null}>
        {overlay === 'palette' && <Palette user={user} onClose={() => setOverlay(undefined)} />}
        {overlay === 'shortcuts' && (
          <Shortcuts
            destinations={[...destinations.main, ...destinations.low]}
            onClose={() => setOverlay(undefined)}
          />
        )}
      </Suspense>
    </div>
  )
}

const FrozenLine = () => (
  <p role="status" className="border-b bg-warn-tint px-gutter py-2 text-warn">
    Your account is frozen: you can look, but not deposit, trade or withdraw. Ask the operator of
    this site.
  </p>
)

/** After a navigation the keyboard continues at the new page, not where the old link was. */
const useFocusOnNavigation = () => {
  const main = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const seen = useRef(pathname)
  useEffect(() => {
    if (seen.current !== undefined && seen.current !== pathname) {
      main.current?.focus({ preventScroll: true })
      main.current?.scrollTo(0, 0)
    }
    seen.current = pathname
  }, [pathname])
  return main
}

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }))
const Shortcuts = lazy(async () => ({
  default: (await import('./shortcuts-dialog')).ShortcutsDialog,
}))
