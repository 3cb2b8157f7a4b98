import type { QueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useSyncExternalStore } from 'react'
import type { Api } from './api'
import type { PendingKeys } from './idempotency'
import type { PreferenceStore, Preferences } from './preferences'
import type { LivePrice } from './price-store'
import type { Session, SessionState } from './session'
import type { Connection, Stream } from './stream'

/** What the whole app shares; made once in main.tsx, also the router's context. */
export interface AppServices {
  readonly api: Api
  readonly session: Session
  readonly stream: Stream
  readonly preferences: PreferenceStore
  readonly keys: PendingKeys
  readonly queryClient: QueryClient
}

const Services = createContext<AppServices | null>(null)

export const AppServicesProvider = (props: {
  readonly services: AppServices
  readonly children: ReactNode
}) => <Services value={props.services}>{props.children}</Services>

/** The shared services. @throws outside of the provider */
export const useServices = (): AppServices => {
  const services = use(Services)
  if (!services) throw new Error('useServices needs AppServicesProvider')
  return services
}

export const useApi = (): Api => useServices().api

export const useSession = (): SessionState => {
  const { session } = useServices()
  return useSyncExternalStore(session.subscribe, session.state)
}

export const useConnection = (): Connection => {
  const { stream } = useServices()
  return useSyncExternalStore(stream.subscribe, stream.connection)
}

export const usePreferences = (): Preferences => {
  const { preferences } = useServices()
  return useSyncExternalStore(preferences.subscribe, preferences.current)
}

/** The newest price of one asset; renders again at most four times a second, for this symbol alone. */
export const usePrice = (symbol: string): LivePrice | undefined => {
  const { prices } = useServices().stream
  return useSyncExternalStore(
    useCallback((listener) => prices.subscribe(symbol, listener), [prices, symbol]),
    () => prices.get(symbol),
  )
}

/** All newest prices, for totals and sorting; another map at most four times a second. */
export const usePrices = (): ReadonlyMap<string, LivePrice> => {
  const { prices } = useServices().stream
  return useSyncExternalStore(prices.subscribeAll, prices.all)
}
