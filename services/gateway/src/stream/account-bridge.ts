import type { ServiceClient } from '@bourse/common/runtime/service-client'
import type { ServerMessage } from '@bourse/contracts/stream'
import { z } from 'zod'
import { backoffMs, pause } from './backoff'
import { ndjsonLines } from './ndjson'

export interface AccountBridgeDeps {
  readonly orders: ServiceClient
  readonly newRequestId: () => string
  readonly random: () => number
}

export interface BridgeOptions {
  /** The newest access token of the connection. */
  readonly token: () => string
  readonly resumeFrom: number | undefined
  readonly address: string
  /** Takes one line when the client can; false ends the bridge. */
  readonly deliver: (line: string) => Promise<boolean>
  /** The services no longer accept the token. */
  readonly onRefused: () => void
  readonly signal: AbortSignal
}

/**
 * Carries an account's events from orders to one client, each once and in order: a subscription that
 * breaks is opened again after the last sequence that was delivered. Lines go on unchanged.
 */
export const bridgeAccount = async (
  deps: AccountBridgeDeps,
  options: BridgeOptions,
): Promise<void> => {
  const state: State = { seq: options.resumeFrom, failures: 0 }
  while (!options.signal.aborted) {
    const outcome = await subscribe(deps, options, state)
    if (outcome === 'refused') return options.onRefused()
    if (outcome === 'client_gone' || outcome === 'over') return
    await pause(backoffMs(state.failures, deps.random), options.signal)
    state.failures += 1
  }
}

interface State {
  seq: number | undefined
  failures: number
}

type Outcome = 'refused' | 'client_gone' | 'over' | 'ended'

const subscribe = async (
  deps: AccountBridgeDeps,
  options: BridgeOptions,
  state: State,
): Promise<Outcome> => {
  try {
    const response = await deps.orders.fetch(requestOf(deps, options, state))
    if (response.status === 401 || response.status === 403) return 'refused'
    if (response.status === 404 || response.status === 422) {
      await options.deliver(NO_EVENTS)
      return 'over'
    }
    if (!response.ok || !response.body) return 'ended'
    for await (const line of ndjsonLines(response.body, options)) {
      const outcome = await carry(line, options, state)
      if (outcome !== 'carried') return outcome
    }
  } catch {
    // A lost connection is answered by the next attempt.
  }
  return 'ended'
}

const requestOf = (deps: AccountBridgeDeps, options: BridgeOptions, { seq }: State): Request => {
  const query = seq === undefined ? '' : `?resume_from=${seq}`
  return new Request(`http://orders/internal/stream/account${query}`, {
    headers: {
      authorization: `Bearer ${options.token()}`,
      'x-request-id': deps.newRequestId(),
      'x-client-ip': options.address,
    },
    signal: options.signal,
  })
}

const carry = async (
  line: string,
  options: BridgeOptions,
  state: State,
): Promise<'carried' | 'refused' | 'client_gone'> => {
  const event = eventOf(line)
  if (event?.type === 'error') return event.code === 'unauthenticated' ? 'refused' : 'carried'
  if (event === undefined || event.seq === undefined) return 'carried'
  // After a break the same event may come again; a client never sees it twice.
  if (event.type === 'account' && state.seq !== undefined && event.seq <= state.seq)
    return 'carried'
  if (!(await options.deliver(line))) return 'client_gone'
  state.seq = positionAfter(event.type, event.seq, state.seq)
  state.failures = 0
  return 'carried'
}

/** A snapshot tells the newest sequence; the events after the one asked for still follow it. */
const positionAfter = (type: string, seq: number, before: number | undefined): number =>
  type === 'account' || before === undefined ? seq : Math.min(seq, before)

const NO_EVENTS = JSON.stringify({
  type: 'error',
  code: 'invalid_request',
  detail: 'The account has no events after that sequence.',
} satisfies ServerMessage)

const accountLine = z.object({
  type: z.enum(['account', 'account_snapshot', 'error']),
  seq: z.int().optional(),
  code: z.string().optional(),
})

const eventOf = (line: string): z.infer<typeof accountLine> | undefined => {
  try {
    return accountLine.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
