import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { checkPassword, normalisePassword, PASSWORD_MAX_BYTES } from './check-password'
import { COMMON_PASSWORDS } from './common-passwords'

const owner = { username: 'margaret', email: 'maggie.hamilton@apollo.example' }
const reasonFor = (password: string) => checkPassword(password, owner)?.reason

describe('checkPassword', () => {
  test.each([
    ['', 'too_short'],
    ['elevenchar1', 'too_short'],
    [`é${'x7Kq'.repeat(32)}`, 'too_long'],
    ['zufall\ud800wörterbuch', 'malformed'],
    ['zufall\0wörterbuch', 'malformed'],
    ['password1234', 'common'],
    ['P@ssw0rd2024!', 'common'],
    ['$ecretPassw0rd', 'common'],
    ['WelcomeDragon99', 'common'],
    ['Summer-2026-Winter', 'common'],
    ['correct horse battery staple', 'common'],
    ['1q2w3e4r5t6y', 'common'],
    ['Qwertyuiop123', 'common'],
    ['aaaaaaaaaaaaaaaa', 'repetitive'],
    ['abababababab1', 'repetitive'],
    ['xK9pxK9pxK9p', 'repetitive'],
    ['abcdefghijklm', 'repetitive'],
    ['nmlkjihgfedcba', 'repetitive'],
    ['margaret1969', 'personal'],
    ['Maggie.Hamilton', 'personal'],
    ['hamiltonapollo', 'personal'],
  ])('refuses %j as %s', (password, reason) => {
    expect(reasonFor(password)).toBe(reason as never)
  })

  test.each([
    'tower plum orbit 7',
    'gravel-otter-saxophone',
    'vK3#pQ9z!mW2',
    'пароль-для-луны',
    'sehr geheimes Wörtchen',
    'margaret saw eleven owls',
    'ein🙂zwei🙂drei',
    'kestrel-umbra-kestrel-umbra',
  ])('accepts %j', (password) => {
    expect(checkPassword(password, owner)).toBeUndefined()
  })

  test('counts 12 to 128 bytes after normalisation', () => {
    const unlike = Array.from({ length: 128 }, (_, n) => String.fromCharCode(48 + ((n * 31) % 74)))
    expect(reasonFor(unlike.join(''))).toBeUndefined()
    expect(reasonFor(`${unlike.join('')}a`)).toBe('too_long')
    expect(reasonFor('vK3#pQ9z!mW')).toBe('too_short')
    expect(PASSWORD_MAX_BYTES).toBe(128)
  })

  test('refuses every listed password, and the list holds no entry that length already refuses', () => {
    const anybody = { username: 'x', email: 'y@z' }
    const accepted = [...COMMON_PASSWORDS].filter((word) => !checkPassword(word, anybody))
    expect(accepted).toEqual([])
    expect([...COMMON_PASSWORDS].filter((word) => word.length < 12)).toEqual([])
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(300)
  })

  test('never throws, never repeats the password, and judges NFC and NFD alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 140 }), (password) => {
        const verdict = checkPassword(password, owner)
        if (password.length >= 12 && verdict) expect(verdict.message).not.toContain(password)
        expect(checkPassword(password.normalize('NFD'), owner)?.reason).toBe(
          checkPassword(password.normalize('NFC'), owner)?.reason as never,
        )
      }),
    )
  })

  test('gives what looks the same the same bytes', () => {
    expect(normalisePassword('Ｐａｓｓ①')).toBe('Pass1')
    expect(normalisePassword('e\u0301')).toBe('\u00e9')
  })
})
