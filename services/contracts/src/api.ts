import * as admin from './admin'
import * as assets from './assets'
import * as cash from './cash'
import type { Endpoint } from './endpoint'
import * as orders from './orders'
import * as portfolio from './portfolio'
import * as users from './users'

/** Every endpoint of the public API by operation: what OpenAPI, gateway and tests enumerate. */
export const API = Object.fromEntries(
  [admin, assets, cash, orders, portfolio, users]
    .flatMap((module) => Object.values(module as Record<string, unknown>).filter(isEndpoint))
    .map((e) => [e.operation, e]),
) as Readonly<Record<string, Endpoint>>

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'operation' in value && 'success' in value
}
