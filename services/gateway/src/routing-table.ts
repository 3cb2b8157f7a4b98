import * as admin from '@bourse/contracts/admin'
import * as assets from '@bourse/contracts/assets'
import * as cash from '@bourse/contracts/cash'
import type { Endpoint } from '@bourse/contracts/endpoint'
import * as orders from '@bourse/contracts/orders'
import * as portfolio from '@bourse/contracts/portfolio'
import * as users from '@bourse/contracts/users'
import type { LimitClass } from './rate-limit'

export const UPSTREAMS = ['users', 'assets', 'orders'] as const
export type UpstreamName = (typeof UPSTREAMS)[number]

/** Where a request of an endpoint goes and which limit it counts against; its role is the endpoint's. */
export interface Row {
  readonly endpoint: Endpoint
  readonly upstream: UpstreamName
  readonly limit: LimitClass
}

/** Every endpoint of the public API, once. The gateway does not start when one is missing. */
export const ROUTING_TABLE: readonly Row[] = [
  { endpoint: users.register, upstream: 'users', limit: 'auth' },
  { endpoint: users.login, upstream: 'users', limit: 'auth' },
  { endpoint: users.refresh, upstream: 'users', limit: 'auth' },
  { endpoint: users.logout, upstream: 'users', limit: 'read' },
  { endpoint: users.resetPassword, upstream: 'users', limit: 'auth' },
  { endpoint: users.listSessions, upstream: 'users', limit: 'read' },
  { endpoint: users.revokeSession, upstream: 'users', limit: 'read' },
  { endpoint: users.changePassword, upstream: 'users', limit: 'trade' },
  { endpoint: users.getProfile, upstream: 'users', limit: 'read' },
  { endpoint: users.updateProfile, upstream: 'users', limit: 'trade' },
  { endpoint: cash.getBalance, upstream: 'users', limit: 'read' },
  { endpoint: cash.createDeposit, upstream: 'users', limit: 'trade' },
  { endpoint: cash.createWithdrawal, upstream: 'users', limit: 'trade' },
  { endpoint: cash.listDeposits, upstream: 'users', limit: 'read' },
  { endpoint: cash.listWithdrawals, upstream: 'users', limit: 'read' },
  { endpoint: cash.listTransactions, upstream: 'users', limit: 'read' },
  { endpoint: cash.getAuditProof, upstream: 'users', limit: 'read' },
  { endpoint: assets.listAssets, upstream: 'assets', limit: 'public' },
  { endpoint: assets.getAsset, upstream: 'assets', limit: 'public' },
  { endpoint: assets.listCategories, upstream: 'assets', limit: 'public' },
  { endpoint: orders.placeOrder, upstream: 'orders', limit: 'trade' },
  { endpoint: orders.listOrders, upstream: 'orders', limit: 'read' },
  { endpoint: orders.getOrder, upstream: 'orders', limit: 'read' },
  { endpoint: orders.cancelOrder, upstream: 'orders', limit: 'trade' },
  { endpoint: portfolio.getPortfolio, upstream: 'orders', limit: 'read' },
  { endpoint: portfolio.getHolding, upstream: 'orders', limit: 'read' },
  { endpoint: admin.listUsers, upstream: 'users', limit: 'read' },
  { endpoint: admin.getUser, upstream: 'users', limit: 'read' },
  { endpoint: admin.freezeUser, upstream: 'users', limit: 'trade' },
  { endpoint: admin.unfreezeUser, upstream: 'users', limit: 'trade' },
  { endpoint: admin.createResetLink, upstream: 'users', limit: 'trade' },
  { endpoint: admin.listPendingWithdrawals, upstream: 'users', limit: 'read' },
  { endpoint: admin.approveWithdrawal, upstream: 'users', limit: 'trade' },
  { endpoint: admin.rejectWithdrawal, upstream: 'users', limit: 'trade' },
  { endpoint: admin.listAudit, upstream: 'users', limit: 'read' },
  { endpoint: admin.getLedger, upstream: 'users', limit: 'read' },
  { endpoint: assets.updateAsset, upstream: 'assets', limit: 'trade' },
]

/** What is wrong with a table for these endpoints, one sentence each; empty when it is whole. */
export const tableFaults = (endpoints: readonly Endpoint[], table: readonly Row[]): string[] => [
  ...endpoints
    .filter((endpoint) => !table.some((row) => row.endpoint.operation === endpoint.operation))
    .map((e) => `${nameOf(e)} has no row in the routing table: add one with upstream and limit.`),
  ...table
    .filter(
      (row, at) => table.findIndex((other) => nameOf(other.endpoint) === nameOf(row.endpoint)) < at,
    )
    .map((row) => `${nameOf(row.endpoint)} has two rows in the routing table: remove one.`),
  ...table
    .filter((row) => !ROLES.has(row.endpoint.role))
    .map((row) => `${nameOf(row.endpoint)} has no role: declare public, customer or admin.`),
  ...table
    .filter((row) => !UPSTREAMS.includes(row.upstream))
    .map((row) => `${nameOf(row.endpoint)} has no upstream: name users, assets or orders.`),
]

/** The rows of each path, paths with fewer parameters first, so that the most literal one matches. */
export const rowsByPath = (table: readonly Row[]): [path: string, rows: Row[]][] => {
  const paths = Map.groupBy(table, (row) => row.endpoint.path as string)
  return [...paths].toSorted(([a], [b]) => parametersOf(a) - parametersOf(b))
}

const ROLES: ReadonlySet<string> = new Set(['public', 'customer', 'admin'])

const nameOf = (endpoint: Endpoint): string => `${endpoint.method} ${endpoint.path}`

const parametersOf = (path: string): number => path.split('{').length
