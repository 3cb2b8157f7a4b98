import type { ServiceClient } from '@bourse/common/runtime/service-client'
import type { Handle } from '../door'
import { openApiDocument } from '../openapi/openapi'
import { createReady } from '../ready'
import type { Row } from '../routing-table'
import { referencePage, referenceScript, referenceSetup } from './reference-page'
import { startPage, startStyle } from './start-page'
import { textPage } from './text-page'

export interface PagesDeps {
  readonly upstreams: { readonly users: ServiceClient }
  readonly elapsed: () => number
  readonly draining: () => boolean
  readonly version: string
  readonly publicUrl: string
  readonly relayKeys: Handle
  readonly table: readonly Row[]
  readonly web?: (request: Request) => Response | Promise<Response>
}

/** Everything outside `/api/v1` by its path; each answers GET. */
export const pages = (deps: PagesDeps): [path: string, handle: Handle][] => {
  const { web, publicUrl, version } = deps
  const isReady = createReady({ users: deps.upstreams.users, elapsed: deps.elapsed })
  const openApi = JSON.stringify(openApiDocument({ publicUrl, version, table: deps.table }))
  return [
    ['/healthz', () => health(200, 'ok')],
    [
      '/readyz',
      async () =>
        !deps.draining() && (await isReady()) ? health(200, 'ready') : health(503, 'not ready'),
    ],
    ['/.well-known/jwks.json', deps.relayKeys],
    ['/openapi.json', textPage(openApi, { type: 'application/json' })],
    ['/docs', referencePage()],
    ['/docs/setup.js', referenceSetup()],
    ['/docs/reference.js', referenceScript()],
    ['/', web ? (x) => web(x.request) : startPage({ publicUrl })],
    ...(web ? [] : [['/start.css', startStyle()] as [string, Handle]]),
  ]
}

const health = (status: number, text: string): Response =>
  Response.json({ status: text }, { status, headers: { 'cache-control': 'no-store' } })
