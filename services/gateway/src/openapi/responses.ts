import { type Endpoint, refusalsOf } from '@bourse/contracts/endpoint'
import { PROBLEMS, type ProblemCode } from '@bourse/contracts/problem'
import type { JsonSchema, Schemas } from './schemas'

/** The answers of an endpoint by status: its success, and each status of its refusals once. */
export const responsesOf = (endpoint: Endpoint, schemas: Schemas): Record<string, JsonSchema> => ({
  ...(endpoint.neverSucceeds ? {} : { [endpoint.success.status]: successOf(endpoint, schemas) }),
  ...Object.fromEntries(
    [...byStatus(refusalsOf(endpoint))].map(([status, codes]) => [
      status,
      problemOf(status, codes),
    ]),
  ),
})

/** The answer with one of these problem codes. */
export const problemOf = (status: number, codes: readonly ProblemCode[]): JsonSchema => ({
  description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
  headers: {
    ...COMMON_HEADERS,
    ...(status === 429 || status === 503 ? { 'Retry-After': ref('headers/Retry-After') } : {}),
  },
  content: {
    'application/problem+json': {
      schema: {
        allOf: [ref('schemas/Problem'), { properties: { code: { enum: codes } } }],
      },
    },
  },
})

/** The headers that answers share. */
export const HEADER_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  'X-Request-Id': header('The id of this request, for questions about it.', { type: 'string' }),
  RateLimit: header('What is left of the limit (RFC draft "RateLimit header fields", 11).', {
    type: 'string',
    examples: ['"read";r=1199;t=1'],
  }),
  'RateLimit-Policy': header('The limit and its window in seconds.', {
    type: 'string',
    examples: ['"read";q=1200;w=60'],
  }),
  'Retry-After': header('Seconds to wait before the next attempt.', {
    type: 'integer',
    minimum: 1,
  }),
  'Idempotent-Replayed': header(
    'Present when the request was done before and this is what it made.',
    { type: 'string', const: 'true' },
  ),
}

const ref = (path: string): JsonSchema => ({ $ref: `#/components/${path}` })

const COMMON_HEADERS = {
  'X-Request-Id': ref('headers/X-Request-Id'),
  RateLimit: ref('headers/RateLimit'),
  'RateLimit-Policy': ref('headers/RateLimit-Policy'),
}

function header(description: string, schema: JsonSchema): JsonSchema {
  return { description, schema }
}

const successOf = (endpoint: Endpoint, schemas: Schemas): JsonSchema => {
  const { status, body } = endpoint.success
  const replays = endpoint.idempotencyKey || endpoint.operation === 'placeOrder'
  return {
    description: DESCRIPTIONS[status],
    headers: {
      ...COMMON_HEADERS,
      ...(replays ? { 'Idempotent-Replayed': ref('headers/Idempotent-Replayed') } : {}),
    },
    ...(body === null
      ? {}
      : { content: { 'application/json': { schema: schemas.render(body, 'output') } } }),
  }
}

const DESCRIPTIONS = { 200: 'Done.', 201: 'Made.', 204: 'Done; no body.' } as const

const byStatus = (codes: readonly ProblemCode[]): Map<number, ProblemCode[]> =>
  new Map([...Map.groupBy(codes, (code) => PROBLEMS[code].status)].toSorted(([a], [b]) => a - b))
