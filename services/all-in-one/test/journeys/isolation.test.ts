import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createDeposit, listDeposits, listTransactions } from '@bourse/contracts/cash'
import { assetSymbol } from '@bourse/contracts/ids'
import { listOrders, placeOrder } from '@bourse/contracts/orders'
import { Person } from '../person'
import { type RunningPlatform, runPlatform } from '../run-platform'

interface Operation {
  readonly operationId: string
  readonly 'x-role': string
  readonly parameters?: readonly { name: string; in: string }[]
}

interface Case {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
}

/** What only Bea's answers may ever hold. */
const CANARY = 'beas-own-key'

/** How a parameter of each name could name something of another user's. */
type Steal = (bea: Bea) => readonly string[]
const STEALS: Readonly<Record<string, Steal>> = {
  id: (bea) => [bea.orderId, bea.sessionId, bea.userId, `${bea.userId}.${CANARY}`, CANARY],
  symbol: () => ['DOGE'],
  cursor: (bea) => bea.cursors,
  limit: () => ['200'],
  user_id: (bea) => [bea.userId],
  'Idempotency-Key': () => [CANARY],
}

/** Filters over one's own rows: they name nobody. */
const HARMLESS = new Set(['type', 'asset', 'status', 'side', 'q', 'day', 'range', 'interval'])

interface Bea {
  readonly orderId: string
  readonly sessionId: string
  readonly userId: string
  readonly cursors: readonly string[]
}

describe("another user's things", () => {
  let platform: RunningPlatform
  let ann: Person
  let bea: Bea
  beforeAll(async () => {
    platform = await runPlatform()
    ann = await new Person(platform.url, 'ann-curious').signUp()
    bea = await wealthyBea(platform.url)
  }, 90_000)
  afterAll(() => platform.remove())

  test('can be reached by no id, key, filter or cursor of theirs', async () => {
    const operations = await customerOperations(platform.url)
    const cases = operations.flatMap((operation) => casesOf(operation, bea))
    expect(cases.length).toBeGreaterThan(60)
    const leaks: string[] = []
    for (const one of cases) {
      const response = await fetch(`${platform.url}${one.path}`, {
        method: one.method,
        headers: { authorization: `Bearer ${ann.tokens?.access_token}`, ...one.headers },
        ...(one.method === 'GET' ? {} : { body: '{}' }),
      })
      const text = (await response.text()).replaceAll(/"request_id":"[^"]*"/g, '')
      const holds = [CANARY, bea.userId, bea.sessionId].some((mark) => text.includes(mark))
      if (holds || response.status >= 500) leaks.push(`${one.name}: ${response.status}`)
    }
    expect(leaks).toEqual([])
  }, 60_000)

  test('every parameter of every customer route is one that this test knows how to steal with', async () => {
    const operations = await customerOperations(platform.url)
    const names = new Set(operations.flatMap((o) => (o.parameters ?? []).map(({ name }) => name)))
    const unknown = [...names].filter((name) => !(name in STEALS || HARMLESS.has(name)))
    expect(unknown).toEqual([])
  })

  test("a session of another user's can't be ended", async () => {
    const response = await fetch(`${platform.url}/api/v1/auth/sessions/${bea.sessionId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ann.tokens?.access_token}` },
    })
    expect(response.status).toBe(404)
  })
})

const wealthyBea = async (url: string): Promise<Bea> => {
  const bea = await new Person(url, 'bea-wealthy').signUp()
  await bea.get(createDeposit, { body: { amount: '800' }, idempotencyKey: CANARY })
  await bea.get(createDeposit, { body: { amount: '80' }, idempotencyKey: `${CANARY}-2` })
  for (const n of [1, 2]) {
    await bea.get(placeOrder, {
      body: {
        symbol: assetSymbol.parse('DOGE'),
        side: 'buy',
        type: 'market',
        notional: '20',
        client_order_id: `${CANARY}-order-${n}`,
      },
    })
  }
  const pages = [
    await bea.get(listOrders, { query: { limit: '1' } }),
    await bea.get(listDeposits, { query: { limit: '1' } }),
    await bea.get(listTransactions, { query: { limit: '1' } }),
  ]
  return {
    orderId: `${CANARY}-order-1`,
    sessionId: bea.tokens?.session_id ?? '',
    userId: bea.tokens?.user.id ?? '',
    cursors: pages.flatMap((page) => (page.next_cursor ? [page.next_cursor] : [])),
  }
}

const customerOperations = async (url: string) => {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )
  const customers = operations.filter((operation) => operation['x-role'] === 'customer')
  expect(customers.length).toBeGreaterThan(15)
  return customers.filter(({ operationId }) => operationId !== 'logout')
}

/** One request for every way that a parameter could name something of Bea's; or a plain one. */
const casesOf = (
  operation: Operation & { path: string; method: string },
  bea: Bea,
): readonly Case[] => {
  const { operationId: name, path, parameters = [] } = operation
  const method = operation.method.toUpperCase()
  const stealable = parameters.filter(({ name: parameter }) => parameter in STEALS)
  const plain = { name, method, path: path.replace(/\{\w+\}/g, bea.orderId), headers: {} }
  return [
    plain,
    ...stealable.flatMap((parameter) =>
      (STEALS[parameter.name]?.(bea) ?? []).map((value) => ({
        name: `${name} ${parameter.name}=${value}`,
        method,
        ...withParameter(path, parameter, value),
      })),
    ),
  ]
}

const withParameter = (path: string, parameter: { name: string; in: string }, value: string) => {
  const text = encodeURIComponent(value)
  if (parameter.in === 'header') return { path, headers: { [parameter.name]: value } }
  if (parameter.in === 'path') return { path: path.replace(/\{\w+\}/g, text), headers: {} }
  return { path: `${path.replace(/\{\w+\}/g, 'BTC')}?${parameter.name}=${text}`, headers: {} }
}
