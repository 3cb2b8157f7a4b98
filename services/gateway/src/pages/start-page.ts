import type { Handle } from '../door'
import { textPage } from './text-page'

/** What is here and what to do first, until the web app answers at `/`. */
export const startPage = ({ publicUrl }: { readonly publicUrl: string }): Handle =>
  textPage(page(escapeHtml(publicUrl)), { type: 'text/html; charset=utf-8' })

export const startStyle = (): Handle => textPage(STYLE, { type: 'text/css; charset=utf-8' })

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (url: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Bourse</title>
<link rel="stylesheet" href="/start.css">
</head>
<body>
<main>
<h1>Bourse is running</h1>
<p>A trading platform: accounts, cash, market orders and portfolios on real assets, with money that
cannot be lost, created or spent twice.</p>
<ul>
<li><a href="/docs">API reference</a>: every route, with what it takes and answers</li>
<li><a href="/openapi.json">OpenAPI document</a>: the same for programs</li>
<li><a href="/api/v1/assets?limit=10">The ten largest assets</a>: needs no account</li>
</ul>
<h2>Try it</h2>
<p>Open an account:</p>
<pre>curl ${url}/api/v1/auth/register \\
  -H 'Content-Type: application/json' \\
  -d '{"username":"alice","email":"alice@example.com","password":"three quiet green lamps","first_name":"Alice","last_name":"Ng"}'</pre>
<p>Sign in, and keep the access token, which is good for ten minutes:</p>
<pre>TOKEN=$(curl -s ${url}/api/v1/auth/login \\
  -H 'Content-Type: application/json' \\
  -d '{"username":"alice","password":"three quiet green lamps"}' |
  sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')</pre>
<p>Deposit, buy, and look at the portfolio:</p>
<pre>curl ${url}/api/v1/deposits -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -H 'Idempotency-Key: first-deposit' \\
  -d '{"amount":"1000"}'
curl ${url}/api/v1/orders -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"symbol":"BTC","side":"buy","type":"market","notional":"100","client_order_id":"first-order"}'
curl ${url}/api/v1/portfolio -H "Authorization: Bearer $TOKEN"</pre>
<h2>Administrators</h2>
<p>There is no default password. In the folder that Bourse was started from, make the first
administrator:</p>
<pre>npm run admin:create</pre>
</main>
</body>
</html>
`

const STYLE = `:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.5rem; }
h1 { font-size: 1.8rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
pre { overflow-x: auto; padding: 0.8rem 1rem; border: 1px solid #8884; border-radius: 8px;
  font: 13px/1.5 ui-monospace, monospace; }
`
