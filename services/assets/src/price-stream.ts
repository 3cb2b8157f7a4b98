import { Outage, reject } from '@bourse/common/domain/rejection'
import { problemResponse } from '@bourse/common/http/problem'
import type { ServiceAppDeps } from '@bourse/common/http/service-app'
import { ASSETS_CHANNEL, PRICES_CHANNEL } from '@bourse/common/store/market-messages'
import type { Market } from '@bourse/common/store/market-reader'
import type { Sleep } from './sleep'
import { createPriceDiff, type PriceDiff, type PriceLine } from './stream-prices'

/** Where the gateway reads prices, as lines of JSON (`application/x-ndjson`). */
export const PRICE_STREAM_PATH = '/internal/stream/prices'

export interface PriceStreamDeps {
  readonly http: Pick<ServiceAppDeps, 'newRequestId' | 'elapsed' | 'record'>
  readonly market: Pick<Market, 'assets' | 'prices'>
  readonly subscribe: (channel: string, listener: (message: string) => void) => () => void
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: Sleep
  /** Aborted when the process drains: open streams end. */
  readonly closing?: AbortSignal
}

/** Milliseconds. The gateway takes prices for lost after 10 s without a line. */
const POLL_MS = 1000
const HEARTBEAT_MS = 5000

/** Its readers are gateways, a connection each. */
const MAX_STREAMS = 64
/** Lines that may wait for a slow reader; then it is told the newest state when it has room again. */
const MAX_QUEUED = 4

/** GET /internal/stream/prices: a `snapshot`, then `prices` that changed, and heartbeats. */
export const priceStream = (deps: PriceStreamDeps) => {
  let open = 0
  const closed = () => {
    open -= 1
  }
  return async (request: Request): Promise<Response> => {
    const requestId = deps.http.newRequestId()
    const record = recorder(deps.http, requestId)
    const failed = (error: unknown) => record(200, error)
    open += 1
    const opening = { request, requestId, closed, failed, open }
    const { response, error } = await openStream(deps, opening)
    record(response.status, error)
    return response
  }
}

const recorder = (http: PriceStreamDeps['http'], requestId: string) => {
  const started = http.elapsed()
  return (status: number, error?: unknown) =>
    http.record({
      method: 'GET',
      route: PRICE_STREAM_PATH,
      status,
      ms: http.elapsed() - started,
      requestId,
      ...(error === undefined ? {} : { error }),
    })
}

interface Opening {
  readonly request: Request
  readonly requestId: string
  readonly closed: () => void
  readonly failed: (error: unknown) => void
  readonly open: number
}

const openStream = async (
  deps: PriceStreamDeps,
  { request, requestId, closed, failed, open }: Opening,
): Promise<{ response: Response; error?: unknown }> => {
  const refuse = (refusal: typeof BUSY, error?: unknown) => {
    closed()
    return { response: problemResponse(refusal, requestId), error }
  }
  if (open > MAX_STREAMS) return refuse(BUSY)
  const diff = createPriceDiff(deps.market, deps.now)
  try {
    const first = { type: 'snapshot', data: await diff.snapshot() }
    const body = streamBody(deps, { diff, first, request, closed, failed })
    const headers = {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    }
    return { response: new Response(body, { headers }) }
  } catch (error) {
    return refuse(error instanceof Outage ? error.rejection : CRASHED, error)
  }
}

const BUSY = reject('busy', 'Too many streams are open. Try again later.')
const CRASHED = reject('internal', '')

interface Following {
  readonly diff: PriceDiff
  readonly first: object
  readonly request: Request
  readonly closed: () => void
  readonly failed: (error: unknown) => void
}

const streamBody = (deps: PriceStreamDeps, following: Following): ReadableStream<Uint8Array> => {
  const bell = createBell(deps.sleep)
  const ended = new AbortController()
  const end = () => {
    ended.abort()
    bell.ring()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const stopListening = listen(deps, following.request, { ring: bell.ring, end })
        void follow(deps, { ...following, controller, bell, ended: ended.signal })
          .catch(following.failed)
          .finally(() => {
            stopListening()
            following.closed()
            close(controller)
          })
      },
      cancel: end,
    },
    { highWaterMark: MAX_QUEUED },
  )
}

const listen = (
  { subscribe, closing }: PriceStreamDeps,
  request: Request,
  { ring, end }: { ring: () => void; end: () => void },
): (() => void) => {
  const unsubscribe = [PRICES_CHANNEL, ASSETS_CHANNEL].map((channel) => subscribe(channel, ring))
  const signals = [request.signal, closing].filter((signal) => signal !== undefined)
  for (const signal of signals) {
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
  }
  return () => {
    for (const stop of unsubscribe) stop()
    for (const signal of signals) signal.removeEventListener('abort', end)
  }
}

interface Writing extends Following {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly bell: Bell
  readonly ended: AbortSignal
}

const follow = async (deps: PriceStreamDeps, writing: Writing): Promise<void> => {
  const { diff, first, controller, bell, ended } = writing
  let wroteAt = deps.http.elapsed()
  const send = (line: object) => {
    controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
    wroteAt = deps.http.elapsed()
  }
  if (!ended.aborted) send(first)
  while (!ended.aborted) {
    await bell.wait(POLL_MS)
    if ((controller.desiredSize ?? 0) <= 0) continue
    const data = await diff.changed()
    if (ended.aborted) return
    const line = lineFor(data, deps.http.elapsed() - wroteAt)
    if (line) send(line)
  }
}

const lineFor = (data: readonly PriceLine[], silentMs: number): object | undefined => {
  if (data.length > 0) return { type: 'prices', data }
  return silentMs >= HEARTBEAT_MS ? { type: 'heartbeat' } : undefined
}

const encoder = new TextEncoder()

interface Bell {
  ring(): void
  /** Until it rings or the time has passed; a ring while nobody waits is not lost. */
  wait(ms: number): Promise<void>
}

const createBell = (sleep: Sleep): Bell => {
  let next = new AbortController()
  return {
    ring: () => next.abort(),
    wait: async (ms) => {
      await sleep(ms, next.signal)
      next = new AbortController()
    },
  }
}

/** The reader may have closed it already. */
const close = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
  try {
    controller.close()
  } catch {
    // Cancelled: there is nothing left to close.
  }
}
