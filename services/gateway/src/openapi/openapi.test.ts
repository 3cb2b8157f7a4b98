import { expect, test } from 'bun:test'
import { API } from '@bourse/contracts/api'
import { refusalsOf } from '@bourse/contracts/endpoint'
import { PROBLEMS } from '@bourse/contracts/problem'
import { validate } from '@readme/openapi-parser'
import { ROUTING_TABLE } from '../routing-table'
import { openApiDocument } from './openapi'

interface Operation {
  operationId: string
  'x-role': string
  security: unknown[]
  parameters?: { name: string; in: string; required: boolean }[]
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>
}

const render = () =>
  openApiDocument({ publicUrl: 'http://localhost:8080', version: '0.1.0', table: ROUTING_TABLE })
const paths = render()['paths'] as Record<string, Record<string, Operation>>
const operationOf = (path: string, method: string) => paths[path]?.[method.toLowerCase()]

test('is a valid OpenAPI 3.1 document', async () => {
  const document = render() as unknown as Parameters<typeof validate>[0]
  expect(await validate(document)).toMatchObject({ valid: true })
  const broken = { ...render(), info: {} } as unknown as Parameters<typeof validate>[0]
  expect(await validate(broken)).toMatchObject({ valid: false })
})

test('lists every endpoint with its role and every status that it may answer', () => {
  for (const endpoint of Object.values(API)) {
    const operation = operationOf(endpoint.path, endpoint.method)
    expect(operation).toMatchObject({
      operationId: endpoint.operation,
      'x-role': endpoint.role,
      security: endpoint.role === 'public' ? [] : [{ bearer: [] }],
    })
    const statuses = new Set(refusalsOf(endpoint).map((code) => String(PROBLEMS[code].status)))
    if (!endpoint.neverSucceeds) statuses.add(String(endpoint.success.status))
    expect(new Set(Object.keys(operation?.responses ?? {}))).toEqual(statuses)
  }
})

test('says what a request must carry', () => {
  const names = (path: string, method: string) =>
    operationOf(path, method)?.parameters?.map((p) => `${p.in} ${p.name}${p.required ? '!' : ''}`)
  expect(names('/api/v1/deposits', 'POST')).toEqual(['header Idempotency-Key!'])
  expect(names('/api/v1/orders/{id}', 'GET')).toEqual(['path id!'])
  expect(names('/api/v1/orders', 'GET')).toEqual([
    'query limit',
    'query cursor',
    'query symbol',
    'query side',
    'query status',
  ])
})

test('refers to named schemas, lets answers grow and requests not', () => {
  const document = render()
  const { schemas } = document['components'] as { schemas: Record<string, Record<string, unknown>> }
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Order', 'Asset', 'Problem']))
  expect(schemas['Order']).not.toHaveProperty('additionalProperties')
  const text = JSON.stringify(document)
  expect(text).not.toContain('$defs')
  expect(text).not.toContain('9007199254740991')
  expect(JSON.stringify(operationOf('/api/v1/deposits', 'POST'))).toContain(
    '"additionalProperties":false',
  )
})
