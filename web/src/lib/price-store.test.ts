import { expect, test } from 'bun:test'
import type { StreamPrice } from '@bourse/contracts/stream'
import { PriceStore } from './price-store'

const price = (symbol: string, value: string, stale = false) =>
  ({ symbol, price: value, at: '2026-11-23T14:32:07.000Z', stale }) as StreamPrice

test('readers of one symbol hear once of many changes, and of no other symbol', () => {
  const store = new PriceStore()
  const heard: string[] = []
  store.subscribe('BTC', () => heard.push(`BTC ${store.get('BTC')?.price}`))
  store.subscribe('ETH', () => heard.push('ETH'))
  store.put([price('BTC', '1'), price('BTC', '2')])
  store.put([price('BTC', '3')])
  expect(heard).toEqual([])
  store.flush()
  store.flush()
  expect(heard).toEqual(['BTC 3'])
})

test('a price that did not change is the same object', () => {
  const store = new PriceStore()
  store.put([price('BTC', '1'), price('ETH', '2')])
  store.flush()
  const before = [store.get('BTC'), store.all()] as const
  store.put([price('BTC', '1'), price('ETH', '3')])
  store.flush()
  expect(store.get('BTC')).toBe(before[0] as never)
  expect(store.all()).not.toBe(before[1])
})

test('distrust makes every price old until a newer one comes', () => {
  const store = new PriceStore()
  store.put([price('BTC', '1')])
  store.distrust()
  expect(store.get('BTC')).toMatchObject({ price: '1', stale: true })
  store.put([price('BTC', '1')])
  store.flush()
  expect(store.get('BTC')?.stale).toBe(false)
})
