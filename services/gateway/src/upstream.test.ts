import { describe, expect, test } from 'bun:test'
import { as, CUSTOMER, gateway, problemOf } from '../test/gateway-fixture'
import { retryBudget } from './retry-budget'
import { ClientGone, createUpstream, type UpstreamCall } from './upstream'

const call = (more: Partial<UpstreamCall> = {}): UpstreamCall => ({
  request: (signal) => new Request('http://users/x', { signal }),
  deadlineMs: 5000,
  repeatable: false,
  client: new AbortController().signal,
  ...more,
})

const times = async (count: number, run: (index: number) => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index += 1) await run(index)
}

/** An upstream whose behaviour a test may change. */
const scripted = (halfOpenAfterMs = 60_000) => {
  const state = { behave: async (): Promise<Response> => Response.json({}), calls: 0, opened: 0 }
  const upstream = createUpstream({
    name: 'users',
    halfOpenAfterMs,
    onOpen: () => {
      state.opened += 1
    },
    client: {
      fetch: () => {
        state.calls += 1
        return state.behave()
      },
    },
  })
  return { state, upstream }
}

const problem = (status: number) =>
  new Response('{}', { status, headers: { 'content-type': 'application/problem+json' } })

describe('the breaker', () => {
  const failures: [name: string, behave: () => Promise<Response>][] = [
    ['no connection', () => Promise.reject(new Error('refused'))],
    ['status 500', async () => problem(500)],
    ['a bare 502', async () => new Response('', { status: 502 })],
    ['a bare 503', async () => new Response('', { status: 503 })],
  ]
  test.each(failures)('opens after ten of: %s', async (_name, behave) => {
    const { state, upstream } = scripted()
    state.behave = behave
    await times(10, () => upstream.send(call()))
    expect(await upstream.send(call())).toMatchObject({ kind: 'failure', reason: 'breaker_open' })
    expect([state.calls, state.opened]).toEqual([10, 1])
  })

  test('opens when an upstream hangs', async () => {
    const { state, upstream } = scripted()
    state.behave = () => new Promise(() => {})
    await Promise.all(Array.from({ length: 10 }, () => upstream.send(call({ deadlineMs: 5 }))))
    expect(await upstream.send(call())).toMatchObject({ reason: 'breaker_open' })
  })

  const innocent: [name: string, behave: () => Promise<Response>][] = [
    ['404', async () => problem(404)],
    ['422', async () => problem(422)],
    ['429', async () => problem(429)],
    ['503 with a problem', async () => problem(503)],
  ]
  test.each(innocent)('stays closed after thirty of: %s', async (_name, behave) => {
    const { state, upstream } = scripted()
    state.behave = behave
    await times(30, () => upstream.send(call()))
    expect([state.calls, state.opened]).toEqual([30, 0])
  })

  test('stays closed after twenty clients that left', async () => {
    const { state, upstream } = scripted()
    state.behave = () => new Promise(() => {})
    await times(20, async () => {
      const client = new AbortController()
      const sent = upstream.send(call({ client: client.signal }))
      client.abort()
      expect(await sent.catch((error: unknown) => error)).toBeInstanceOf(ClientGone)
    })
    state.behave = async () => Response.json({})
    expect(await upstream.send(call())).toMatchObject({ kind: 'answer', status: 200 })
    expect(state.opened).toBe(0)
  })

  test('lets one request try, whose client cannot decide for everyone by leaving', async () => {
    const { state, upstream } = scripted(0)
    state.behave = () => Promise.reject(new Error('refused'))
    await times(10, () => upstream.send(call()))
    const answer = Promise.withResolvers<Response>()
    state.behave = () => answer.promise
    const client = new AbortController()
    const trial = upstream.send(call({ client: client.signal }))
    client.abort()
    expect(await upstream.send(call())).toMatchObject({ reason: 'breaker_open' })
    answer.resolve(new Response('', { status: 502 }))
    expect(await trial).toMatchObject({ status: 502 })
    expect(state.opened).toBe(2)
    state.behave = async () => Response.json({})
    expect(await upstream.send(call())).toMatchObject({ status: 200 })
    await times(5, () => upstream.send(call()))
    expect(state.calls).toBe(17)
  })
})

describe('a retry', () => {
  test('is made once, for reads that got no answer', async () => {
    const { state, upstream } = scripted()
    state.behave = () => {
      if (state.calls === 1) return Promise.reject(new Error('reset'))
      return Promise.resolve(Response.json({}))
    }
    expect(await upstream.send(call({ repeatable: true }))).toMatchObject({
      status: 200,
      attempts: 2,
    })
  })

  test('is never made for an answer, a timeout or a write', async () => {
    const { state, upstream } = scripted()
    state.behave = async () => new Response('', { status: 503 })
    await upstream.send(call({ repeatable: true }))
    state.behave = () => new Promise(() => {})
    await upstream.send(call({ repeatable: true, deadlineMs: 5 }))
    state.behave = () => Promise.reject(new Error('reset'))
    await upstream.send(call({ repeatable: false }))
    expect(state.calls).toBe(3)
  })

  test('follows when an answer breaks off in the middle', async () => {
    const { state, upstream } = scripted()
    state.behave = async () => {
      if (state.calls > 1) return Response.json({ whole: true })
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"hal')),
        pull: (controller) => controller.error(new Error('cut')),
      })
      return new Response(body, { headers: { 'content-type': 'application/json' } })
    }
    const sent = await upstream.send(call({ repeatable: true }))
    expect(sent.kind === 'answer' && new TextDecoder().decode(sent.body)).toBe('{"whole":true}')
  })

  test('has a budget of a tenth of the requests', () => {
    const budget = retryBudget()
    expect(Array.from({ length: 12 }, () => budget.spend()).filter(Boolean)).toHaveLength(10)
    for (let i = 0; i < 11; i += 1) budget.earn()
    expect([budget.spend(), budget.spend()]).toEqual([true, false])
  })

  test('does not multiply the requests to an upstream that fails often', async () => {
    const { state, upstream } = scripted()
    await times(100, (index) => {
      const fails = index % 5 < 2
      state.behave = fails
        ? () => Promise.reject(new Error('reset'))
        : async () => Response.json({})
      return upstream.send(call({ repeatable: true }))
    })
    // Ten retries that were saved up, and a tenth of the hundred.
    expect(state.calls - 100).toBeGreaterThanOrEqual(10)
    expect(state.calls - 100).toBeLessThanOrEqual(20)
    expect(state.opened).toBe(0)
  })

  test('never sends a POST or DELETE twice through the gateway', async () => {
    const { fetch, seen } = gateway(() => {
      throw new Error('reset')
    })
    await fetch('/api/v1/orders', { method: 'POST', headers: as(CUSTOMER) })
    await fetch('/api/v1/orders/a', { method: 'DELETE', headers: as(CUSTOMER) })
    expect(seen).toHaveLength(2)
    await fetch('/api/v1/orders', { headers: as(CUSTOMER) })
    expect(seen).toHaveLength(4)
  })
})

test('a hanging upstream is answered for at the deadline', async () => {
  const hang = () => new Promise<Response>(() => {})
  const { fetch, records } = gateway(hang, { timing: { deadlineMs: 10 } })
  const response = await fetch('/api/v1/assets')
  expect(await problemOf(response)).toMatchObject({ status: 503, code: 'upstream_unavailable' })
  expect(records[0]?.reason).toBe('timeout')
})

test('one broken upstream leaves the others alone', async () => {
  const { fetch } = gateway((_request, upstream) => {
    if (upstream === 'assets') throw new Error('down')
    return Response.json({})
  })
  await times(20, () => fetch('/api/v1/assets'))
  expect((await fetch('/api/v1/balance', { headers: as(CUSTOMER) })).status).toBe(200)
})

test('a client that leaves is recorded as such, not as a failure', async () => {
  const { fetch, records } = gateway(() => new Promise<Response>(() => {}))
  const client = new AbortController()
  const sent = fetch('/api/v1/assets', { signal: client.signal })
  client.abort()
  await sent
  expect(records[0]?.status).toBe(499)
})
