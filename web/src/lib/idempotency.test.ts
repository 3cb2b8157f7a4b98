import { expect, test } from 'bun:test'
import { PendingKeys, randomKey } from './idempotency'

const counting = () => {
  let made = 0
  return new PendingKeys(() => `key-${++made}`)
}

test('a retry of a pending operation carries the same key', () => {
  const keys = counting()
  expect(keys.keyOf('deposit', { amount: '5' })).toBe('key-1')
  expect(keys.keyOf('deposit', { amount: '5' })).toBe('key-1')
})

test('other words are another operation', () => {
  const keys = counting()
  keys.keyOf('deposit', { amount: '5' })
  expect(keys.keyOf('deposit', { amount: '6' })).toBe('key-2')
  expect(keys.keyOf('withdraw', { amount: '5' })).toBe('key-3')
})

test('after its end is known, the same words are a new operation', () => {
  const keys = counting()
  keys.keyOf('deposit', { amount: '5' })
  keys.settle('deposit', { amount: '5' })
  expect(keys.keyOf('deposit', { amount: '5' })).toBe('key-2')
})

test('keys are of the form that the API takes', () => {
  expect(randomKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(randomKey()).not.toBe(randomKey())
})
