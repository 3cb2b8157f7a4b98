import type { ServiceClient } from '@bourse/common/runtime/service-client'

export interface ReadyOptions {
  readonly users: ServiceClient
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly freshMs?: number
  readonly deadlineMs?: number
}

/** Whether users, and with it the store, answers; asked once a second at most, however many ask here. */
export const createReady = (options: ReadyOptions): (() => Promise<boolean>) => {
  const { users, elapsed, freshMs = 1000, deadlineMs = 2000 } = options
  let asked: { readonly at: number; readonly answer: Promise<boolean> } | undefined
  return () => {
    if (asked === undefined || elapsed() - asked.at >= freshMs) {
      asked = { at: elapsed(), answer: ask(users, deadlineMs) }
    }
    return asked.answer
  }
}

const ask = async (users: ServiceClient, deadlineMs: number): Promise<boolean> => {
  const signal = AbortSignal.timeout(deadlineMs)
  const late = Promise.withResolvers<boolean>()
  signal.addEventListener('abort', () => late.resolve(false))
  const answer = async () => {
    const response = await users.fetch(new Request('http://users/readyz', { signal }))
    await response.arrayBuffer()
    return response.ok
  }
  return Promise.race([answer().catch(() => false), late.promise])
}
