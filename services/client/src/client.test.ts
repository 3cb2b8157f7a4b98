import { expect, test } from 'bun:test'
import { createDeposit, getBalance, listTransactions } from '@bourse/contracts/cash'
import { assetSymbol } from '@bourse/contracts/ids'
import { getHolding } from '@bourse/contracts/portfolio'
import { logout } from '@bourse/contracts/users'
import { createClient, UnexpectedAnswer } from './client'

const BALANCE = { currency: 'USD', available: '1.00', held: '0.00', total: '1.00' } as const

/** A client whose requests are kept, and whose answer is always this one. */
const clientFor = (answer: () => Response, validate = true) => {
  const sent: Request[] = []
  const transport = async (request: Request) => {
    sent.push(request)
    return answer()
  }
  const client = createClient({
    baseUrl: 'http://gateway',
    transport,
    accessToken: () => 'token',
    validate,
  })
  return { client, sent }
}

test('sends path, query, body, key and token as the contract says', async () => {
  const { client, sent } = clientFor(() => Response.json({}), false)
  await client.call(getHolding, {
    params: { symbol: assetSymbol.parse('BTC') },
    query: { limit: '5' },
  })
  await client.call(createDeposit, { body: { amount: '5' }, idempotencyKey: 'k' })
  await client.call(listTransactions, { query: { cursor: undefined } })
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET http://gateway/api/v1/portfolio/BTC?limit=5',
    'POST http://gateway/api/v1/deposits',
    'GET http://gateway/api/v1/transactions',
  ])
  const [, deposit] = sent
  expect(deposit?.headers.get('authorization')).toBe('Bearer token')
  expect(deposit?.headers.get('idempotency-key')).toBe('k')
  expect(await deposit?.json()).toEqual({ amount: '5' })
})

test('gives a body that keeps its contract, and says when it was replayed', async () => {
  const headers = { 'idempotent-replayed': 'true' }
  const { client } = clientFor(() => Response.json(BALANCE, { headers }))
  const result = await client.call(getBalance, {})
  expect(result).toMatchObject({ ok: true, status: 200, data: BALANCE, replayed: true })
})

test('gives an empty answer as null', async () => {
  const { client } = clientFor(() => new Response(null, { status: 204 }))
  expect(await client.call(logout, {})).toMatchObject({ ok: true, status: 204, data: null })
})

test('gives a refusal as a value', async () => {
  const problem = {
    type: 'urn:x',
    title: 'No',
    status: 403,
    code: 'forbidden',
    request_id: 'req_1',
  }
  const { client } = clientFor(() => Response.json(problem, { status: 403 }))
  expect(await client.call(getBalance, {})).toMatchObject({ ok: false, status: 403, problem })
})

test.each([
  ['a body that breaks its contract', () => Response.json({ ...BALANCE, total: 1 })],
  ['an error that is no problem', () => Response.json({ error: 'x' }, { status: 500 })],
  ['a page in place of JSON', () => new Response('<html>', { status: 502 })],
])('throws for %s', (_, answer) => {
  const { client } = clientFor(answer)
  expect(client.call(getBalance, {})).rejects.toBeInstanceOf(UnexpectedAnswer)
})
