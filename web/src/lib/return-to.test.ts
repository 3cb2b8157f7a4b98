import { expect, test } from 'bun:test'
import { returnPath } from './return-to'

test.each(['/trade/BTC?interval=1h', '/account#deposit', '/'])('goes back to %s', (path) => {
  expect(returnPath(path)).toBe(path)
})

test.each([
  undefined,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/a b',
])('never leaves this site for %p', (path) => {
  expect(returnPath(path)).toBe('/dashboard')
})
