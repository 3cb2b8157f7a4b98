import { type Context, Hono } from 'hono'
import { isRejection, Outage, type Rejection, reject } from '../domain/rejection'
import { authenticate, type IsSessionLive, type VerifyToken } from './auth'
import { problemResponse, type Refusal } from './problem'
import { readRequest } from './read-request'
import type { Identity, Reply, Route } from './route'

/** What one handled request looked like; `route` is the template, never the raw path. */
export interface RequestRecord {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly requestId: string
  readonly code?: string
  readonly error?: unknown
}

export interface ServiceAppDeps {
  readonly verifyToken: VerifyToken
  readonly isSessionLive: IsSessionLive
  readonly newRequestId: () => string
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly record: (request: RequestRecord) => void
  /** Whether the store answers; asked by `/readyz`. */
  readonly ready: () => Promise<boolean>
}

/** A service as a fetch-able app: routes, health, and one shape for every error. */
export const createServiceApp = (routes: readonly Route[], deps: ServiceAppDeps): Hono => {
  const app = new Hono()
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) =>
    (await deps.ready()) ? c.json({ status: 'ready' }) : c.json({ status: 'not ready' }, 503),
  )
  for (const one of routes) {
    app.on(one.endpoint.method, honoPath(one.endpoint.path), (c) => respond(c, one, deps))
  }
  for (const [path, methods] of methodsByPath(routes)) {
    app.all(path, (c) =>
      problemResponse(reject('method_not_allowed', `Use ${methods.join(' or ')}.`), idOf(c, deps), {
        allow: methods.join(', '),
      }),
    )
  }
  app.notFound((c) => problemResponse(NO_ROUTE, idOf(c, deps)))
  return app
}

/** Hono's form of a path template. */
export const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

const NO_ROUTE = reject('not_found', 'There is nothing at this path.')
const CRASHED = reject('internal', '')

const methodsByPath = (routes: readonly Route[]): Map<string, string[]> => {
  const methods = new Map<string, string[]>()
  for (const { endpoint } of routes) {
    const path = honoPath(endpoint.path)
    methods.set(path, [...(methods.get(path) ?? []), endpoint.method])
  }
  return methods
}

const idOf = (c: Context, deps: ServiceAppDeps): string => {
  const given = c.req.header('x-request-id')
  return given && /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : deps.newRequestId()
}

const respond = async (c: Context, one: Route, deps: ServiceAppDeps): Promise<Response> => {
  const started = deps.elapsed()
  const requestId = idOf(c, deps)
  const outcome = await attempt(() => run(c, one, { requestId, deps }))
  const response = isRejection(outcome.value)
    ? problemResponse(outcome.value, requestId)
    : success(one, outcome.value, requestId)
  deps.record({
    method: one.endpoint.method,
    route: one.endpoint.path,
    status: response.status,
    ms: deps.elapsed() - started,
    requestId,
    ...(isRejection(outcome.value) ? { code: outcome.value.rejected } : {}),
    ...(outcome.error === undefined ? {} : { error: outcome.error }),
  })
  return response
}

type Answer = Reply<Route['endpoint']> | Refusal

/** An outage answers with its own 503; anything else thrown is a bug and tells the caller nothing. */
const attempt = async (
  call: () => Promise<Answer>,
): Promise<{ value: Answer; error?: unknown }> => {
  try {
    return { value: await call() }
  } catch (error) {
    return { value: error instanceof Outage ? error.rejection : CRASHED, error }
  }
}

const run = async (
  c: Context,
  { endpoint, handle }: Route,
  { requestId, deps }: { requestId: string; deps: ServiceAppDeps },
): Promise<Answer> => {
  const request = c.req.raw
  const identity = await authenticate(deps)(request, endpoint.role)
  if (isRejection(identity)) return identity
  const input = await readRequest(endpoint, request, c.req.param() as Record<string, string>)
  if (isRejection(input)) return input as Rejection
  return handle({
    ...(input as object),
    identity: identity as Identity,
    requestId,
    ip: c.req.header('x-client-ip') ?? 'unknown',
    request,
  } as Parameters<Route['handle']>[0])
}

const success = (
  { endpoint }: Route,
  reply: Exclude<Answer, Refusal>,
  requestId: string,
): Response => {
  const headers = new Headers({ 'cache-control': 'no-store', ...reply.headers })
  headers.set('x-request-id', requestId)
  if (reply.replayed) headers.set('idempotent-replayed', 'true')
  for (const cookie of reply.cookies ?? []) headers.append('set-cookie', cookie)
  if (reply.notModified) return new Response(null, { status: 304, headers })
  if (reply.body === null) return new Response(null, { status: endpoint.success.status, headers })
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify(reply.body), { status: endpoint.success.status, headers })
}
