import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Handle } from '../door'
import { pagePolicy } from '../secure-headers'
import { etagOf, isKnown, textPage } from './text-page'

/** The API reference: Scalar's page with nothing from another origin, no telemetry, no remote fonts. */
export const referencePage = (): Handle =>
  textPage(PAGE, {
    type: 'text/html; charset=utf-8',
    // The viewer writes its styles into the page.
    policy: pagePolicy({ style: "'unsafe-inline'" }),
  })

/** Starts the viewer with what keeps it on this origin. */
export const referenceSetup = (): Handle =>
  textPage(SETUP, { type: 'text/javascript; charset=utf-8' })

/** The viewer's script from its npm package, read and packed at the first request. */
export const referenceScript = (): Handle => {
  let loading: Promise<Script> | undefined
  return async ({ request }) => {
    loading ??= loadScript()
    const script = await loading
    const zipped = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      vary: 'Accept-Encoding',
      etag: script.etag,
    }
    if (isKnown(request, script.etag)) return new Response(null, { status: 304, headers })
    if (!zipped) return new Response(script.plain, { headers })
    return new Response(script.zipped, { headers: { ...headers, 'content-encoding': 'gzip' } })
  }
}

interface Script {
  readonly plain: Uint8Array<ArrayBuffer>
  readonly zipped: Uint8Array<ArrayBuffer>
  readonly etag: string
}

const loadScript = async (): Promise<Script> => {
  const entry = fileURLToPath(import.meta.resolve('@scalar/api-reference'))
  const plain = await Bun.file(entry.replace(/index\.js$/, 'browser/standalone.js')).bytes()
  const zipped = new Uint8Array(await promisify(gzip)(plain))
  return { plain, zipped, etag: etagOf(plain) }
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Bourse API reference</title>
</head>
<body>
<div id="reference"></div>
<noscript>The API reference needs JavaScript. The document behind it is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/docs/reference.js"></script>
<script src="/docs/setup.js"></script>
</body>
</html>
`

const SETUP = `Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  servers: [{ url: location.origin }],
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  persistAuth: false,
})
`
