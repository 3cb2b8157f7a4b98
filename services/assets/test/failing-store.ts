import { type Store, StoreUnavailable } from '@bourse/common/store/store'

/** A store that can be told to be away. */
export const failingStore = (inner: Store): Store & { away: boolean } => {
  const guard = (self: { away: boolean }) => {
    if (self.away) throw new StoreUnavailable(new Error('away'))
  }
  const store = {
    away: false,
    get: async (keys: Parameters<Store['get']>[0]) => {
      guard(store)
      return inner.get(keys)
    },
    query: async (query: Parameters<Store['query']>[0]) => {
      guard(store)
      return inner.query(query)
    },
    write: async (...write: Parameters<Store['write']>) => {
      guard(store)
      return inner.write(...write)
    },
  }
  return store
}
