import {
  type DerivedDefault,
  durationMs,
  either,
  int,
  list,
  oneOf,
  onOff,
  origin,
  text,
  url,
  type Variable,
} from './variable'

const path = text(/^[^\0]{1,4096}$/, 'the path of a folder')
const fiat = text(/^(0|[1-9]\d{0,11})(\.\d{1,2})?$/, 'an amount such as 10000 or 2500.50')
const upstreams = list(url('http', 'https'), { min: 1, max: 64 })

/**
 * Every variable that Bourse reads, by the property name that the code uses. A service's own
 * `config.ts` picks what it needs; docs/configuration.md is made from this.
 */
export const variables = {
  target: {
    name: 'TARGET',
    kind: oneOf(['all', 'gateway', 'users', 'assets', 'orders']),
    default: 'all',
    doc: 'Which part this process serves; `all` is everything in one process.',
  },
  host: {
    name: 'HOST',
    kind: text(/^[A-Za-z0-9.:-]{1,253}$/, 'an address or name of this machine, such as 127.0.0.1'),
    default: '127.0.0.1',
    doc: 'Address to listen on. The default is reachable from this machine only; `0.0.0.0` is every IPv4 address.',
  },
  port: {
    name: 'PORT',
    kind: int(1, 65_535),
    default: '8080',
    doc: 'Port of the API and the web app.',
  },
  metricsPort: {
    name: 'METRICS_PORT',
    kind: int(0, 65_535),
    default: '9464',
    doc: 'Port of `/metrics` and `/internal/ledger`, on the same address; never let it face the public. A busy port makes the next free one be taken; 0 takes any.',
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    kind: origin(),
    default: derived('http://localhost:PORT', (lookup) => {
      return `http://localhost:${lookup('PORT') ?? '8080'}`
    }),
    doc: 'The origin that browsers see. With https, cookies are `Secure` and carry the `__Host-` prefix.',
  },
  dataDir: {
    name: 'DATA_DIR',
    kind: path,
    default: '.data',
    doc: 'Folder of the embedded store, the generated keys and `platform.json`; one running platform each.',
  },
  keysDir: {
    name: 'KEYS_DIR',
    kind: path,
    default: derived('DATA_DIR/keys', inDataDir('keys')),
    doc: 'Folder of the keys that sign access tokens; read by users alone. In Kubernetes, a mounted secret.',
  },
  secretsDir: {
    name: 'SECRETS_DIR',
    kind: path,
    default: derived('DATA_DIR/secrets', inDataDir('secrets')),
    doc: 'Folder of the other generated secrets, such as the one behind refresh tokens. In Kubernetes, a mounted secret.',
  },
  dynamodbEndpoint: {
    name: 'DYNAMODB_ENDPOINT',
    kind: either(oneOf(['embedded', 'aws']), url('http', 'https')),
    default: derived('embedded, or aws when TARGET is not all', (lookup) => {
      return (lookup('TARGET') ?? 'all') === 'all' ? 'embedded' : 'aws'
    }),
    doc: '`embedded` starts the store that comes with Bourse, `aws` uses Amazon DynamoDB, a URL any other engine. Region and credentials come from the AWS SDK’s usual chain (`AWS_REGION`, profiles, roles).',
  },
  tableName: {
    name: 'TABLE_NAME',
    kind: text(/^[A-Za-z0-9_.-]{3,255}$/, '3 to 255 letters, digits, _ . or -'),
    default: 'bourse',
    doc: 'The one DynamoDB table.',
  },
  redisUrl: {
    name: 'REDIS_URL',
    kind: url('redis', 'rediss'),
    default: null,
    secret: true,
    doc: 'Redis for limits, sessions, prices and fan-out. Unset, a process uses its memory: right for one replica only.',
  },
  usersUrl: {
    name: 'USERS_URL',
    kind: upstreams,
    default: 'http://127.0.0.1:8081',
    doc: upstreamDoc('users'),
  },
  assetsUrl: {
    name: 'ASSETS_URL',
    kind: upstreams,
    default: 'http://127.0.0.1:8082',
    doc: upstreamDoc('assets'),
  },
  ordersUrl: {
    name: 'ORDERS_URL',
    kind: upstreams,
    default: 'http://127.0.0.1:8083',
    doc: upstreamDoc('orders'),
  },
  jwksUrl: {
    name: 'JWKS_URL',
    kind: url('http', 'https'),
    default: derived('USERS_URL/.well-known/jwks.json', (lookup) => {
      const [first = ''] = (lookup('USERS_URL') ?? 'http://127.0.0.1:8081').split(',')
      return `${first.trim().replace(/\/$/, '')}/.well-known/jwks.json`
    }),
    doc: 'Where a service reads the public keys of access tokens; not used when TARGET is `all`.',
  },
  corsOrigins: {
    name: 'CORS_ORIGINS',
    kind: list(origin(), { min: 0, max: 32 }),
    default: '',
    doc: 'Other origins whose web pages may call the API.',
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    kind: int(0, 8),
    default: '0',
    doc: 'How many proxies stand in front. A client’s address is that many entries from the right of `X-Forwarded-For`; with 0 the header is ignored. Let the gateway be reachable through those proxies only.',
  },
  rateLimitScale: {
    name: 'RATE_LIMIT_SCALE',
    kind: int(1, 1_000_000),
    default: '1',
    doc: 'Multiplies every rate limit of the gateway; load tests raise it.',
  },
  marketFeed: {
    name: 'MARKET_FEED',
    kind: oneOf(['auto', 'simulated', 'coingecko']),
    default: 'auto',
    doc: 'Source of prices. `auto` takes CoinGecko when it answers within 3 s at the first start, else the simulated feed, and keeps the choice with the data.',
  },
  simulatedSeed: {
    name: 'SIMULATED_SEED',
    kind: int(0, 4_294_967_295),
    default: '1',
    doc: 'Seed of the simulated feed: the same seed gives the same prices.',
  },
  coingeckoUrl: {
    name: 'COINGECKO_URL',
    kind: url('http', 'https'),
    default: 'https://api.coingecko.com/api/v3',
    doc: 'Base URL of the CoinGecko API.',
  },
  coingeckoApiKey: {
    name: 'COINGECKO_API_KEY',
    kind: text(/^[\x21-\x7e]{1,256}$/, '1 to 256 visible characters'),
    default: null,
    secret: true,
    doc: 'Key of the CoinGecko API; unset, the keyless public limits apply.',
  },
  coingeckoMonthlyCalls: {
    name: 'COINGECKO_MONTHLY_CALLS',
    kind: int(1, 100_000_000),
    default: '10000',
    doc: 'Calls to CoinGecko that may be spent in a calendar month.',
  },
  spreadBps: {
    name: 'SPREAD_BPS',
    kind: int(0, 2000),
    default: '20',
    doc: 'Spread around the market price, in hundredths of a percent.',
  },
  feeBps: {
    name: 'FEE_BPS',
    kind: int(0, 2000),
    default: '25',
    doc: 'Fee on the notional of a fill, in hundredths of a percent.',
  },
  withdrawals: {
    name: 'WITHDRAWALS',
    kind: oneOf(['auto', 'manual']),
    default: 'auto',
    doc: '`manual` puts withdrawals in a queue for an admin to approve.',
  },
  trading: {
    name: 'TRADING',
    kind: oneOf(['enabled', 'cancel_only', 'halted']),
    default: 'enabled',
    doc: 'Whether orders are taken: all, only their cancellation, or none.',
  },
  demo: {
    name: 'DEMO',
    kind: onOff(),
    default: 'off',
    doc: 'Whether `/auth/demo` gives out funded practice accounts.',
  },
  depositDailyLimit: {
    name: 'DEPOSIT_DAILY_LIMIT',
    kind: fiat,
    default: '10000',
    doc: 'What one account may deposit on a UTC day.',
  },
  withdrawalDailyLimit: {
    name: 'WITHDRAWAL_DAILY_LIMIT',
    kind: fiat,
    default: '5000',
    doc: 'What one account may withdraw on a UTC day.',
  },
  keyRetireMs: {
    name: 'KEY_RETIRE_MS',
    kind: durationMs(1000, 86_400_000),
    default: '660000',
    doc: 'How long a replaced signing key stays published; longer than an access token lives.',
  },
  drainDelayMs: {
    name: 'DRAIN_DELAY_MS',
    kind: durationMs(0, 60_000),
    default: '0',
    doc: 'How long a stopping process still accepts requests, so that load balancers can turn away first; 5000 in Kubernetes.',
  },
  logLevel: {
    name: 'LOG_LEVEL',
    kind: oneOf(['auto', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'auto',
    doc: 'Least severe log line that is written; `auto` is `warn` on a terminal and `info` elsewhere.',
  },
} as const satisfies Record<string, Variable<unknown>>

function derived(words: string, from: DerivedDefault['from']): DerivedDefault {
  return { text: words, from }
}

function inDataDir(name: string): DerivedDefault['from'] {
  return (lookup) => `${lookup('DATA_DIR') ?? '.data'}/${name}`
}

function upstreamDoc(service: string): string {
  return `Where ${service} is, when TARGET is not \`all\`. Several URLs take turns; a host name is looked up again every 5 s and its addresses take turns (in Kubernetes: a headless Service).`
}
