import { isRejection, Outage, type Rejection, reject } from '@bourse/common/domain/rejection'
import { authenticate } from '@bourse/common/http/auth'
import { problemResponse } from '@bourse/common/http/problem'
import type { Identity } from '@bourse/common/http/route'
import type { ServiceAppDeps } from '@bourse/common/http/service-app'
import { type AccountFeedDeps, type OpenedFeed, openAccountFeed } from './account-feed'
import { type Channels, followAccount, type StreamTiming } from './follow-account'

/** Where the gateway reads an account's events, as lines of JSON (`application/x-ndjson`). */
export const ACCOUNT_STREAM_PATH = '/internal/stream/account'

const TIMING: StreamTiming = { pollMs: 2000, heartbeatMs: 10_000, checkMs: 1000 }

export interface AccountStreamDeps extends AccountFeedDeps {
  readonly http: Pick<
    ServiceAppDeps,
    'verifyToken' | 'isSessionLive' | 'newRequestId' | 'elapsed' | 'record'
  >
  readonly channels: Channels
  /** Aborted when the process drains: open streams end, and clients resume elsewhere. */
  readonly closing?: AbortSignal
  readonly timing?: Partial<StreamTiming>
}

/**
 * GET /internal/stream/account?resume_from=N: a snapshot, then each event after N (or after the
 * snapshot) by gapless sequence, and heartbeats. Ends with the session, the client or the process.
 */
export const accountStream =
  (deps: AccountStreamDeps) =>
  async (request: Request): Promise<Response> => {
    const requestId = deps.http.newRequestId()
    const record = recorder(deps.http, requestId)
    const { opened, error } = await attempt(() => open(deps, request))
    if (isRejection(opened)) {
      const response = problemResponse(opened, requestId)
      record(response.status, { code: opened.rejected, ...(error ? { error } : {}) })
      return response
    }
    const failed = (broken: unknown) => record(200, { error: broken })
    record(200)
    return streamResponse(
      followAccount({ ...opened, ...followDeps(deps), request, failed }),
      requestId,
    )
  }

const recorder = (http: AccountStreamDeps['http'], requestId: string) => {
  const started = http.elapsed()
  return (status: number, more: { code?: string; error?: unknown } = {}) =>
    http.record({
      method: 'GET',
      route: ACCOUNT_STREAM_PATH,
      status,
      ms: http.elapsed() - started,
      requestId,
      ...more,
    })
}

type Opened = { readonly identity: Identity; readonly feed: OpenedFeed }

const attempt = async (
  call: () => Promise<Opened | Rejection>,
): Promise<{ opened: Opened | Rejection; error?: unknown }> => {
  try {
    return { opened: await call() }
  } catch (error) {
    return { opened: error instanceof Outage ? error.rejection : reject('internal', ''), error }
  }
}

/** Whatever can be refused is refused before the first byte, with a status of its own. */
const open = async (deps: AccountStreamDeps, request: Request): Promise<Opened | Rejection> => {
  const identity = await authenticate(deps.http)(request, 'customer')
  if (isRejection(identity)) return identity
  if (!identity) return reject('unauthenticated', 'Send an access token.')
  const resumeFrom = readResumeFrom(new URL(request.url).searchParams.get('resume_from'))
  if (isRejection(resumeFrom)) return resumeFrom
  const feed = await openAccountFeed(deps, identity.userId, resumeFrom)
  return isRejection(feed) ? feed : { identity, feed }
}

const readResumeFrom = (given: string | null): bigint | undefined | Rejection => {
  if (given === null) return undefined
  if (/^\d{1,12}$/.test(given)) return BigInt(given)
  return reject('invalid_request', 'Give the last sequence seen, a whole number.', {
    field: 'resume_from',
  })
}

const followDeps = (deps: AccountStreamDeps) => ({
  channels: deps.channels,
  isSessionLive: deps.http.isSessionLive,
  elapsed: deps.http.elapsed,
  closing: deps.closing,
  timing: { ...TIMING, ...deps.timing },
})

const streamResponse = (body: ReadableStream<Uint8Array>, requestId: string): Response =>
  new Response(body, {
    headers: {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  })
