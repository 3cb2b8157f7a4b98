/** A room of the house: which files are in it and what they may import. */
export interface Room {
  readonly name: string
  readonly files: RegExp
  /** Rooms besides itself; `'any'` is every room. */
  readonly rooms: readonly string[] | 'any'
  /** Packages and runtime modules; `*` at the end stands for anything. */
  readonly packages: readonly string[]
  /** What to do instead, for who imported something else. */
  readonly instead: string
}

const SERVICE_ROOMS = [
  'contracts',
  'common/domain',
  'common/store',
  'common/store/decision',
  'common/http',
  'common/security',
  'common/audit',
  'common/runtime',
  'common/shared-state',
]

const wiring =
  'only main.ts, compose.ts and config.ts may wire; hand the thing over as a dependency of createApp'

/** What each room may import; a file belongs to the first room that matches it. */
export const rooms: readonly Room[] = [
  {
    name: 'contracts',
    files: /^services\/contracts\/src\//,
    rooms: [],
    packages: ['zod'],
    instead: 'contracts is vocabulary: move what you need into it, or do the work where it is used',
  },
  {
    name: 'client',
    files: /^services\/client\/src\//,
    rooms: ['contracts'],
    packages: ['zod'],
    instead: 'the client knows contracts alone: take the transport as an argument',
  },
  {
    name: 'common/domain',
    files: /^services\/common\/src\/domain\//,
    rooms: ['contracts'],
    packages: ['zod'],
    instead: 'the domain is pure: let the caller read or write, and pass values in',
  },
  {
    name: 'common/store/dynamo',
    files: /^services\/common\/src\/store\/dynamo\//,
    rooms: ['common/store', 'common/domain', 'contracts'],
    packages: ['@aws-sdk/*', '@smithy/*', 'node:*'],
    instead: 'the adapter only speaks DynamoDB: move the rule to common/domain or the caller',
  },
  {
    name: 'common/store/decision',
    files: /^services\/common\/src\/store\/decision\.ts$/,
    rooms: ['common/domain', 'common/store', 'contracts'],
    packages: [],
    instead: 'a decision is data: keep its shape free of anything that reads or writes',
  },
  {
    name: 'common/store',
    files: /^services\/common\/src\/store\//,
    rooms: ['common/domain', 'common/store/decision', 'contracts'],
    packages: ['node:crypto', 'zod'],
    instead: 'DynamoDB belongs in common/store/dynamo; other things come in as arguments',
  },
  {
    name: 'common/security',
    files: /^services\/common\/src\/security\//,
    rooms: ['contracts', 'common/domain'],
    packages: ['jose', 'lru-cache', 'zod', 'node:*'],
    instead: 'declare the port that you need as a type and let main.ts pass the real thing in',
  },
  {
    name: 'common/audit',
    files: /^services\/common\/src\/audit\//,
    rooms: ['contracts', 'common/domain'],
    packages: ['zod', 'node:crypto'],
    instead: 'declare the port that you need as a type and let main.ts pass the real thing in',
  },
  {
    name: 'common/shared-state',
    files: /^services\/common\/src\/shared-state\//,
    rooms: [],
    packages: ['ioredis', 'lru-cache', 'node:*'],
    instead: 'shared state knows keys and values alone: shape them in the room that owns them',
  },
  {
    name: 'common/runtime',
    files: /^services\/common\/src\/runtime\//,
    rooms: [],
    packages: ['pino', 'prom-client', 'ulid', 'zod', 'node:*'],
    instead:
      'the runtime knows no business word: take what you need as a plain value or a function',
  },
  {
    name: 'common/http',
    files: /^services\/common\/src\/http\//,
    rooms: ['contracts', 'common/domain', 'common/security', 'common/runtime'],
    packages: ['hono', 'hono/*', 'zod', 'node:*'],
    instead: 'HTTP plumbing never reaches the store: declare a port and let the service pass it in',
  },
  {
    name: 'common/service',
    files: /^services\/common\/src\/service\//,
    rooms: [...SERVICE_ROOMS, 'common/store/dynamo'],
    packages: ['hono', 'prom-client', 'node:*'],
    instead:
      'the wiring of common never knows a service: let the service call it with its own part',
  },
  ...['users', 'assets', 'orders'].flatMap((service): Room[] => [
    {
      name: `${service}/decisions`,
      files: new RegExp(`^services/${service}/src/.*/decide\\.ts$`),
      // What a decision takes from its own service must be pure too, which a test of its own checks.
      rooms: ['common/domain', 'common/store/decision', 'contracts', service],
      packages: [],
      instead: 'a decision is pure: load in route.ts, decide on values, return writes as data',
    },
    {
      name: `${service}/main`,
      files: new RegExp(`^services/${service}/src/(main|compose|config)\\.ts$`),
      rooms: [...SERVICE_ROOMS, service, 'common/service', 'common/store/dynamo'],
      packages: ['zod', 'node:*', 'prom-client'],
      instead: 'services never import each other: they meet over HTTP, through a ServiceClient',
    },
    {
      name: service,
      files: new RegExp(`^services/${service}/src/`),
      rooms: [...SERVICE_ROOMS, `${service}/decisions`],
      packages: ['hono', 'hono/*', 'zod', 'prom-client', 'node:*'],
      instead: `${wiring}; services never import each other`,
    },
  ]),
  {
    name: 'gateway/main',
    files: /^services\/gateway\/src\/(main|compose|config)\.ts$/,
    rooms: [
      'gateway',
      'contracts',
      'common/domain',
      'common/http',
      'common/security',
      'common/runtime',
      'common/shared-state',
      'common/service',
    ],
    packages: ['zod', 'node:*', 'prom-client'],
    instead: 'the gateway has no store and no business rule: ask a service',
  },
  {
    name: 'gateway',
    files: /^services\/gateway\/src\//,
    rooms: [
      'contracts',
      'common/domain',
      'common/http',
      'common/security',
      'common/runtime',
      'common/shared-state',
    ],
    packages: ['hono', 'hono/*', 'zod', 'cockatiel', 'prom-client', '@scalar/*', 'node:*'],
    instead: `the gateway has no store and no business rule: ask a service; ${wiring}`,
  },
  {
    name: 'all-in-one',
    files: /^services\/all-in-one\/src\//,
    rooms: 'any',
    packages: ['hono', 'zod', 'prom-client', 'node:*', 'bun:sqlite', '@dynoxide/*'],
    instead: 'all-in-one composes what the services export: put the library into the service',
  },
  {
    name: 'tools',
    files: /^tools\//,
    rooms: 'any',
    packages: ['*'],
    instead: '',
  },
  {
    name: 'web/lib',
    files: /^web\/src\/lib\//,
    rooms: ['client', 'contracts'],
    packages: ['*'],
    instead: 'lib is below everything of web but the client: move the component up to a feature',
  },
  {
    name: 'web/ui',
    files: /^web\/src\/ui\//,
    rooms: ['web/lib', 'client', 'contracts'],
    packages: ['*'],
    instead: 'ui knows no feature: take what differs as a property',
  },
  {
    name: 'web/features',
    files: /^web\/src\/features\//,
    rooms: ['web/ui', 'web/lib', 'client', 'contracts'],
    packages: ['*'],
    instead: 'a feature imports no other feature and no service: share through ui or lib',
  },
  {
    name: 'web/shell',
    files: /^web\/(src|build)\/|^web\/[^/]+\.ts$/,
    rooms: ['web/features', 'web/ui', 'web/lib', 'client', 'contracts'],
    packages: ['*'],
    instead: 'the web app reaches services through the client alone',
  },
  {
    name: 'operator',
    files: /^operator\//,
    rooms: [],
    packages: ['*'],
    instead: 'the operator meets the services as an image, environment and health URLs',
  },
  {
    name: 'loadtests',
    files: /^loadtests\//,
    rooms: ['client', 'contracts'],
    packages: ['k6', 'k6/*', 'zod'],
    instead: 'load tests drive the public API alone',
  },
]
