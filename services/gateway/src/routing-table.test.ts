import { expect, test } from 'bun:test'
import { API } from '@bourse/contracts/api'
import { getOrder } from '@bourse/contracts/orders'
import { gateway } from '../test/gateway-fixture'
import { createApp } from './app'
import { ROUTING_TABLE, type Row, rowsByPath, tableFaults } from './routing-table'

const endpoints = Object.values(API)

test('has one row for every endpoint of the API', () => {
  expect(endpoints.length).toBeGreaterThan(30)
  expect(tableFaults(endpoints, ROUTING_TABLE)).toEqual([])
  expect(ROUTING_TABLE).toHaveLength(endpoints.length)
})

test('does not start without a row, with two, without a role or an upstream', () => {
  const { deps } = gateway()
  const [first, ...rest] = ROUTING_TABLE as [Row, ...Row[]]
  expect(() => createApp(deps, rest)).toThrow(
    'POST /api/v1/auth/register has no row in the routing table',
  )
  expect(() => createApp(deps, [...ROUTING_TABLE, first])).toThrow('has two rows')
  const roleless = { ...first, endpoint: { ...first.endpoint, role: undefined } } as unknown as Row
  expect(() => createApp(deps, [roleless, ...rest])).toThrow('has no role')
  const lost = { ...first, upstream: 'mars' } as unknown as Row
  expect(() => createApp(deps, [lost, ...rest])).toThrow('has no upstream')
})

test('matches a literal path before one with a parameter', () => {
  const preview = { ...getOrder, path: '/api/v1/orders/preview' } as const
  const rows: Row[] = [getOrder, preview].map((endpoint) => ({
    endpoint,
    upstream: 'orders',
    limit: 'read',
  }))
  expect(rowsByPath(rows).map(([path]) => path)).toEqual([
    '/api/v1/orders/preview',
    '/api/v1/orders/{id}',
  ])
})
