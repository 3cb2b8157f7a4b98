import { problem } from '@bourse/contracts/problem'
import { clientMessage, serverMessage } from '@bourse/contracts/stream'
import { type Row, rowsByPath } from '../routing-table'
import { STREAM_PATH } from '../stream/stream-door'
import { operationOf } from './operation'
import { HEADER_COMPONENTS, problemOf } from './responses'
import { createSchemas, type JsonSchema, type Schemas } from './schemas'

export interface OpenApiOptions {
  readonly publicUrl: string
  readonly version: string
  readonly table: readonly Row[]
}

/** The whole public API as one OpenAPI 3.1 document, made from the contracts that the services obey. */
export const openApiDocument = ({ publicUrl, version, table }: OpenApiOptions): JsonSchema => {
  const schemas = createSchemas()
  schemas.render(problem, 'output')
  const paths = rowsByPath(table).map(([path, rows]) => [
    path,
    Object.fromEntries(
      rows.map((row) => [row.endpoint.method.toLowerCase(), operationOf(row, schemas)]),
    ),
  ])
  const stream = { [STREAM_PATH]: { get: streamOperation(schemas) } }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Bourse',
      version,
      summary: 'A crypto trading platform.',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set([...table.map((row) => row.endpoint.tag), 'Stream'])].map((name) => ({
      name,
    })),
    paths: { ...Object.fromEntries(paths), ...stream },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a sign-in, good for ten minutes.',
        },
      },
      headers: HEADER_COMPONENTS,
      schemas: schemas.components(),
    },
  }
}

const streamOperation = (schemas: Schemas): JsonSchema => ({
  operationId: 'openStream',
  tags: ['Stream'],
  summary: 'A WebSocket: public prices, and after a token the account’s own events',
  description:
    'Prices follow a snapshot at most four times a second. An `authenticate` message with an access token adds the account’s events in gapless order, after `resume_from` where it is given; send it again before the token expires.',
  'x-role': 'public',
  'x-rate-limit': 'public',
  'x-client-messages': schemas.render(clientMessage, 'input'),
  'x-server-messages': schemas.render(serverMessage, 'output'),
  security: [],
  responses: {
    101: { description: 'The connection is a WebSocket now.' },
    400: problemOf(400, ['malformed_request']),
    403: problemOf(403, ['origin_refused']),
    429: problemOf(429, ['rate_limited']),
    500: problemOf(500, ['internal']),
    503: problemOf(503, ['upstream_unavailable']),
  },
})

const DESCRIPTION = `Amounts, quantities and prices are decimal strings; times are RFC 3339 in UTC; ids are opaque.

Lists answer \`{ "data": [...], "next_cursor": string | null }\`, newest first, with \`limit\` and \`cursor\`.

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\` and the \`request_id\`. A path
that does not exist answers 404 \`not_found\`, a method that a path does not have 405
\`method_not_allowed\` with \`Allow\`.

Deposits and withdrawals need an \`Idempotency-Key\`, orders take a \`client_order_id\`: the same key with
the same body answers the original result with \`Idempotent-Replayed: true\`, for ever.`
