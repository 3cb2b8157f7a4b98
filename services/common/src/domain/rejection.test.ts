import { expect, test } from 'bun:test'
import { isRejection, Outage, reject } from './rejection'

test('a refusal carries its code, sentence, field and wait, and is told from any other outcome', () => {
  const refusal = reject('rate_limited', 'Wait.', { field: 'amount', retryAfterMs: 5 })
  expect(refusal).toEqual({
    rejected: 'rate_limited',
    detail: 'Wait.',
    field: 'amount',
    retryAfterMs: 5,
  })
  expect(isRejection(refusal)).toBe(true)
  for (const other of [undefined, null, 'rejected', 5n, {}, { record: {} }, []]) {
    expect(isRejection(other)).toBe(false)
  }
})

test('an outage is an exception that knows how it answers', () => {
  const cause = new Error('socket')
  const outage = new Outage(reject('busy', 'Try again.'), { cause })
  expect(outage.rejection.rejected).toBe('busy')
  expect(outage.message).toBe('Try again.')
  expect(outage.cause).toBe(cause)
})
