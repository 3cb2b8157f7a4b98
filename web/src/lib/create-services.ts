import { QueryClient } from '@tanstack/react-query'
import { createApi } from './api'
import type { AppServices } from './app-services'
import { ApiError, isPassing } from './failure'
import { PendingKeys, randomKey } from './idempotency'
import { PreferenceStore } from './preferences'
import { Session } from './session'
import { logout, refresh } from './session-calls'
import { Stream } from './stream'

/** Makes what the app shares and ties it together: sessions end queries, events refresh them. */
export const createServices = (): AppServices => {
  const queryClient = createQueryClient()
  const session = new Session({
    refresh,
    logout,
    channel: new BroadcastChannel('bourse.session'),
    knownHere: knownHere(window.localStorage),
    now: Date.now,
  })
  const stream = new Stream({
    open: () => new WebSocket(streamUrl(window.location)),
    token: session.token,
    onAccountEvent: () => void queryClient.invalidateQueries({ queryKey: ['account'] }),
    now: Date.now,
    random: Math.random,
  })
  const light = window.matchMedia('(prefers-color-scheme: light)')
  const preferences = new PreferenceStore(window.localStorage, document.documentElement, light)
  followSession(session, stream, queryClient)
  followPage(stream)
  return {
    api: createApi(session),
    session,
    stream,
    preferences,
    keys: new PendingKeys(randomKey),
    queryClient,
  }
}

const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && isPassing(error.failure),
        throwOnError: false,
      },
    },
  })

/** What one person saw is gone before the next one signs in. */
const followSession = (session: Session, stream: Stream, queryClient: QueryClient): void => {
  let owner: string | undefined
  session.subscribe(() => {
    const state = session.state()
    if (state.kind === 'restoring' || state.kind === 'unreachable') return
    const next = state.kind === 'signed-out' ? undefined : state.user.id
    if (state.kind === 'signed-in') void queryClient.invalidateQueries({ queryKey: ['account'] })
    if (next !== owner) {
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'market' })
      stream.restart()
    }
    owner = next
  })
}

const followPage = (stream: Stream): void => {
  document.addEventListener('visibilitychange', () => stream.setHidden(document.hidden))
  window.addEventListener('online', () => stream.setOnline(true))
  window.addEventListener('offline', () => stream.setOnline(false))
}

const streamUrl = ({ protocol, host }: Location): string =>
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/stream`

const knownHere = (storage: Storage) => ({
  get: () => storage.getItem(KNOWN) === 'yes',
  set: (known: boolean) => {
    if (known) storage.setItem(KNOWN, 'yes')
    else storage.removeItem(KNOWN)
  },
})

const KNOWN = 'bourse.signed-in-here'
