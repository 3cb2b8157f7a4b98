import { expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { listAssets } from '@bourse/contracts/assets'
import {
  createDeposit,
  createWithdrawal,
  getAuditProof,
  getBalance,
  listTransactions,
} from '@bourse/contracts/cash'
import { assetSymbol, orderId } from '@bourse/contracts/ids'
import { cancelOrder, getOrder, listOrders, placeOrder } from '@bourse/contracts/orders'
import { getHolding, getPortfolio } from '@bourse/contracts/portfolio'
import { listSessions, logout, refresh } from '@bourse/contracts/users'
import { Person } from '../person'

const ETH = assetSymbol.parse('ETH')
const BTC = assetSymbol.parse('BTC')

/** The whole way of a customer, from registration to sign-out, through the public door alone. */
export const describeWorkflow = (url: () => string): void => {
  test('a customer registers, deposits, buys, sells, looks and withdraws', async () => {
    const ann = await new Person(url(), `ann-${Date.now()}`).signUp()
    await ann.get(createDeposit, { body: { amount: '1000' }, idempotencyKey: 'd1' })
    const found = await ann.get(listAssets, { query: { q: 'ether' } })
    expect(found.data.map((asset) => asset.symbol)).toContain(ETH)
    const bought = await ann.get(placeOrder, {
      body: { symbol: ETH, side: 'buy', type: 'market', notional: '250', client_order_id: 'o1' },
    })
    expect(bought.status).toBe('filled')
    const total = bought.fills[0]?.total ?? ''
    expect(Number(total)).toBeLessThanOrEqual(250)
    await ann.get(placeOrder, {
      body: { symbol: BTC, side: 'buy', type: 'market', quantity: '0.001' },
    })
    const sold = await ann.get(placeOrder, {
      body: { symbol: ETH, side: 'sell', type: 'market', quantity: bought.filled_quantity },
    })
    const portfolio = await ann.get(getPortfolio, {})
    expect(portfolio.complete).toBe(true)
    expect(portfolio.holdings.map((holding) => holding.symbol)).toContain(BTC)
    const history = await ann.get(getHolding, { params: { symbol: ETH } })
    expect(history.data.map((entry) => entry.type)).toEqual(['sell', 'buy'])
    expect((await ann.get(listOrders, {})).data.map((order) => order.id)).toContain(sold.id)
    expect((await ann.get(getOrder, { params: { id: orderId.parse('o1') } })).id).toBe(bought.id)
    expect(await ann.refusal(cancelOrder, { params: { id: bought.id } })).toBe('409 wrong_state')
    await ann.get(createWithdrawal, { body: { amount: '100' }, idempotencyKey: 'w1' })
    const entries = (await ann.get(listTransactions, {})).data
    expect(entries.map((entry) => entry.seq)).toEqual([5, 4, 3, 2, 1])
  })

  test('a repeat under the same key answers the same and moves nothing', async () => {
    const bob = await new Person(url(), `bob-${Date.now()}`).signUp()
    const deposit = { body: { amount: '500.00' }, idempotencyKey: 'same' }
    const first = await bob.call(createDeposit, deposit)
    const again = await bob.call(createDeposit, { ...deposit, body: { amount: '500' } })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await bob.refusal(createDeposit, { ...deposit, body: { amount: '5' } })).toBe(
      '422 idempotency_key_reused',
    )
    const order = {
      symbol: BTC,
      side: 'buy',
      type: 'market',
      notional: '50',
      client_order_id: 'once',
    } as const
    const orders = await Promise.all(
      Array.from({ length: 8 }, () => bob.get(placeOrder, { body: order })),
    )
    expect(new Set(orders.map((o) => JSON.stringify(o))).size).toBe(1)
    expect((await bob.get(listTransactions, {})).data).toHaveLength(2)
  })

  test('what is spent twice is refused the second time', async () => {
    const eve = await new Person(url(), `eve-${Date.now()}`).signUp()
    await eve.get(createDeposit, { body: { amount: '100' }, idempotencyKey: 'd' })
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        eve.call(createWithdrawal, { body: { amount: '40' }, idempotencyKey: `w${i}` }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(2)
    expect((await eve.get(getBalance, {})).available).toBe('20.00')
  })

  test('a customer can check the own balance from the own entries', async () => {
    const zoe = await new Person(url(), `zoe-${Date.now()}`).signUp()
    await zoe.get(createDeposit, { body: { amount: '300' }, idempotencyKey: 'd' })
    await zoe.get(placeOrder, {
      body: { symbol: BTC, side: 'buy', type: 'market', notional: '120' },
    })
    const proof = await zoe.get(getAuditProof, {})
    let previous = proof.data[0]?.previous
    for (const entry of proof.data) {
      expect(entry.previous).toBe(previous ?? '')
      expect(entry.hash).toBe(createHash('sha256').update(entry.canonical).digest('hex'))
      previous = entry.hash
    }
    expect(previous).toBe(proof.head)
  })

  test('tokens refresh, sessions show, and a sign-out bites', async () => {
    const tom = await new Person(url(), `tom-${Date.now()}`).signUp()
    const before = tom.tokens
    const next = await tom.get(refresh, { body: { refresh_token: before?.refresh_token } })
    expect(next.refresh_token).not.toBe(before?.refresh_token)
    tom.tokens = next
    expect((await tom.get(listSessions, {})).data.map((s) => s.current)).toEqual([true])
    await tom.get(logout, {})
    expect(await tom.refusal(createDeposit, { body: { amount: '5' }, idempotencyKey: 'x' })).toBe(
      '401 unauthenticated',
    )
    expect(await untilRefused(tom)).toBe('401 unauthenticated')
    tom.tokens = undefined
    expect(await tom.refusal(refresh, { body: { refresh_token: next.refresh_token } })).toBe(
      '401 refresh_rejected',
    )
  })
}

/** Another process may know a session for a second after its end: reads, never money. */
const untilRefused = async (person: Person): Promise<string> => {
  for (let attempt = 0; attempt < 30; attempt++) {
    const result = await person.call(getBalance, {})
    if (!result.ok) return `${result.status} ${result.problem.code}`
    await Bun.sleep(100)
  }
  return 'never'
}
