import { expect, test } from 'bun:test'
import { byteLength, passwordStrength } from './password-strength'

test.each([
  ['', 0],
  ['short', 0],
  ['aaaaaaaaaaaaaaaa', 1],
  ['plaintextword', 2],
  ['quiet harbour tram', 3],
  ['quiet harbour tram on monday', 4],
])('rates %p as %p', (password, score) => {
  expect(passwordStrength(password).score).toBe(score as never)
})

test('counts bytes after normalisation, as the API does', () => {
  expect(byteLength('ﬁ')).toBe(2)
  expect(byteLength('åäö')).toBe(6)
})
