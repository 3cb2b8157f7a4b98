import { type Reason, type Store, StoreUnavailable, type WriteResult } from '../src/store/store'

/**
 * What may happen to one write: refused for a conflict or by a throttle, lost on its way, or
 * committed with the answer lost, after which an engine may have forgotten the token.
 */
export type Fault =
  | 'conflict'
  | 'throttled'
  | 'lost request'
  | 'lost answer'
  | 'lost answer and token'

/** A store whose writes meet the given faults one after the other, then none. */
export const scriptedStore = (inner: Store, faults: readonly Fault[]): Store => {
  const script = [...faults]
  let forgetful = false
  return {
    get: (keys) => inner.get(keys),
    query: (query) => inner.query(query),
    write: async (actions, token) => {
      const fault = script.shift()
      if (fault === 'lost request') throw new StoreUnavailable(fault)
      if (isRefusal(fault)) return refuse(fault, actions.length)
      const result = await inner.write(actions, forgetful ? undefined : token)
      forgetful ||= fault === 'lost answer and token'
      if (fault !== undefined) throw new StoreUnavailable(fault)
      return result
    },
  }
}

type Refusal = 'conflict' | 'throttled'

const isRefusal = (fault: Fault | undefined): fault is Refusal =>
  fault === 'conflict' || fault === 'throttled'

const refuse = (kind: Refusal, count: number): WriteResult => ({
  committed: false,
  reasons: Array.from({ length: count }, (): Reason => ({ kind })),
})
