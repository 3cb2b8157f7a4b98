import { expect, test } from 'bun:test'
import { clampPlaces, readDecimal } from './decimal-input'

test.each([
  ['', ''],
  ['12.50', '12.50'],
  ['12,5', '12.5'],
  ['1,234.50', '1234.50'],
  ['1.234,50', '1234.50'],
  ['1,234,567', '1234567'],
  ['1 234,5', '1234.5'],
  ['.5', '0.5'],
  ['007', '7'],
  ['0', '0'],
  ['5.', '5.'],
])('reads %p as %p', (typed, value) => {
  expect(readDecimal(typed)).toBe(value)
})

test.each(['-5', '1e9', 'abc', '1.2.3', '+4', '9'.repeat(41)])('refuses %p', (typed) => {
  expect(readDecimal(typed)).toBeUndefined()
})

test('cuts decimals that the asset does not have', () => {
  expect(
    ['1.23456', '1.2', '3', '1.9'].map((value, i) => clampPlaces(value, i === 3 ? 0 : 2)),
  ).toEqual(['1.23', '1.2', '3', '1'])
})
