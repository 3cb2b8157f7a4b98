import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { hashOneTimeToken, issueOneTimeToken } from './one-time-token'
import { RefreshTokens } from './refresh-token'

const tokens = new RefreshTokens(new TextEncoder().encode('a secret of at least 32 characters'))
const others = new RefreshTokens(new TextEncoder().encode('another secret of 32 characters..'))
const sid = fc.stringMatching(/^ses_[0-9A-HJKMNP-TV-Z]{26}$/)
const claim = fc.record({ sid, generation: fc.integer({ min: 1, max: 999_999_999_999_999 }) })

describe('RefreshTokens', () => {
  test('reads back what it issued, and the same claim gives the same token', () => {
    fc.assert(
      fc.property(claim, (one) => {
        expect(tokens.parse(tokens.issue(one))).toEqual(one)
        expect(tokens.issue(one)).toBe(tokens.issue(one))
      }),
    )
  })

  test('refuses a token with any one character changed, removed or added', () => {
    fc.assert(
      fc.property(claim, fc.nat(), fc.string({ maxLength: 2 }), (one, where, instead) => {
        const token = tokens.issue(one)
        const at = where % (token.length + 1)
        const changed = token.slice(0, at) + instead + token.slice(at + 1)
        fc.pre(changed !== token)
        expect(tokens.parse(changed)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  test('refuses whatever text it did not issue', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => tokens.parse(text) === undefined),
    )
  })

  test('refuses another secret, and a mac moved to another generation or session', () => {
    const one = { sid: 'ses_01J00000000000000000000000', generation: 1 }
    const mac = tokens.issue(one).split('.')[2]
    expect(tokens.parse(others.issue(one))).toBeUndefined()
    expect(tokens.parse(`${one.sid}.2.${mac}`)).toBeUndefined()
    expect(tokens.parse(`ses_01J00000000000000000000001.1.${mac}`)).toBeUndefined()
    expect(tokens.parse(`${one.sid}.01.${mac}`)).toBeUndefined()
  })
})

describe('one-time tokens', () => {
  test('carry 256 random bits and are found by a hash that does not reveal them', () => {
    const one = issueOneTimeToken()
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(32)
    expect(one.hash).toBe(hashOneTimeToken(one.token))
    expect(one.hash).not.toContain(one.token)
    expect(issueOneTimeToken().token).not.toBe(one.token)
  })
})
