import type { Endpoint } from '@bourse/contracts/endpoint'
import { idempotencyKey } from '@bourse/contracts/ids'
import type { z } from 'zod'
import type { Row } from '../routing-table'
import { responsesOf } from './responses'
import type { JsonSchema, Schemas } from './schemas'

/** One endpoint as an OpenAPI operation; `x-role` says who may call it, `x-rate-limit` what it counts as. */
export const operationOf = ({ endpoint, limit }: Row, schemas: Schemas): JsonSchema => {
  const parameters = parametersOf(endpoint, schemas)
  return {
    operationId: endpoint.operation,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    'x-role': endpoint.role,
    'x-rate-limit': limit,
    security: endpoint.role === 'public' ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(endpoint.body ? { requestBody: bodyOf(endpoint.body, schemas) } : {}),
    responses: responsesOf(endpoint, schemas),
  }
}

const parametersOf = (endpoint: Endpoint, schemas: Schemas): JsonSchema[] => [
  ...fieldsOf(endpoint.params, 'path', schemas),
  ...fieldsOf(endpoint.query, 'query', schemas),
  ...(endpoint.idempotencyKey
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: 'Your own key of this request: the same key makes a repeat safe, for ever.',
          schema: schemas.render(idempotencyKey, 'input'),
        },
      ]
    : []),
]

const fieldsOf = (
  fields: z.ZodObject | undefined,
  place: 'path' | 'query',
  schemas: Schemas,
): JsonSchema[] =>
  Object.entries((fields?.shape ?? {}) as Record<string, z.ZodType>).map(([name, field]) => {
    const { description, ...schema } = schemas.render(field, 'input')
    return {
      name,
      in: place,
      required: place === 'path' || !field.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema,
    }
  })

const bodyOf = (body: z.ZodType, schemas: Schemas): JsonSchema => ({
  required: !body.safeParse({}).success,
  content: { 'application/json': { schema: schemas.render(body, 'input') } },
})
