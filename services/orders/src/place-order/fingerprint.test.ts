import { expect, test } from 'bun:test'
import { type PlaceOrderBody, placeOrderBody } from '@bourse/contracts/orders'
import { fingerprintOf } from './fingerprint'

const body = (change: object): PlaceOrderBody =>
  placeOrderBody.parse({ symbol: 'BTC', side: 'buy', type: 'market', ...change })

const base = fingerprintOf(body({ quantity: '1' }))

test('the same amount in other digits is the same request', () => {
  expect(fingerprintOf(body({ quantity: '1.0' }))).toBe(base)
  expect(fingerprintOf(body({ quantity: '1.000', client_order_id: 'mine' }))).toBe(base)
})

test('another amount, field, side or asset is another request', () => {
  const others = [
    { quantity: '1.000000000000000001' },
    { notional: '1' },
    { quantity: '1', side: 'sell' },
    { quantity: '1', symbol: 'ETH' },
  ].map((change) => fingerprintOf(body(change)))
  expect(new Set([base, ...others]).size).toBe(5)
})
