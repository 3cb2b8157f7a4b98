import { expect, test } from 'bun:test'
import { bridgeAccount } from './account-bridge'

const event = (seq: number) => JSON.stringify({ type: 'account', seq })
const snapshot = (seq: number) => JSON.stringify({ type: 'account_snapshot', seq })
const refused = () => new Response('{}', { status: 401 })
const linesOf = (...lines: string[]) => new Response(lines.map((line) => `${line}\n`).join(''))

/** Runs a bridge over scripted answers of orders until it ends. */
const run = async (answers: (() => Response)[], resumeFrom?: number) => {
  const delivered: string[] = []
  const urls: string[] = []
  let refusals = 0
  let token = 0
  await bridgeAccount(
    {
      orders: {
        fetch: async (request) => {
          urls.push(`${new URL(request.url).search} ${request.headers.get('authorization')}`)
          return (answers.shift() ?? refused)()
        },
      },
      newRequestId: () => 'req_1',
      random: () => 0,
    },
    {
      token: () => `token-${++token}`,
      resumeFrom,
      address: '203.0.113.9',
      deliver: async (line) => {
        delivered.push(line)
        return true
      },
      onRefused: () => {
        refusals += 1
      },
      signal: new AbortController().signal,
    },
  )
  return { delivered, urls, refusals }
}

test('resumes after the last event with the newest token, and repeats none', async () => {
  const { delivered, urls, refusals } = await run(
    [
      () => linesOf(snapshot(7), event(4), '{"type":"heartbeat"}', event(5)),
      () => linesOf(snapshot(7), event(5), event(6), event(7)),
    ],
    3,
  )
  expect(delivered).toEqual([snapshot(7), event(4), event(5), snapshot(7), event(6), event(7)])
  expect(urls).toEqual([
    '?resume_from=3 Bearer token-1',
    '?resume_from=5 Bearer token-2',
    '?resume_from=7 Bearer token-3',
  ])
  expect(refusals).toBe(1)
})

test('begins after the snapshot when nothing is asked for', async () => {
  const { urls } = await run([() => linesOf(snapshot(7)), () => new Response('', { status: 503 })])
  expect(urls.map((url) => url.split(' ')[0])).toEqual(['', '?resume_from=7', '?resume_from=7'])
})

test('passes on nothing that is not an account line', async () => {
  const { delivered } = await run([() => linesOf('<html>', '{"type":"prices"}', '42', event(1))])
  expect(delivered).toEqual([event(1)])
})

test('says so and ends when the sequence cannot be resumed', async () => {
  const { delivered, refusals } = await run([() => new Response('{}', { status: 422 })], 9)
  expect(delivered).toHaveLength(1)
  expect(delivered[0]).toContain('"type":"error"')
  expect(refusals).toBe(0)
})
