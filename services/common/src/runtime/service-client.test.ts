import { afterEach, describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { manualClock } from './clock'
import { inProcess, overHttp, type ServiceClient } from './service-client'

const servers: Bun.Server<undefined>[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true)
})

function upstream(
  fetch: (request: Request) => Response | Promise<Response>,
  hostname = '127.0.0.1',
  port = 0,
) {
  const server = Bun.serve({ hostname, port, fetch })
  servers.push(server)
  return { url: `http://${hostname}:${server.port}`, port: server.port ?? 0, server }
}

const transports: [
  string,
  (app: (request: Request) => Response | Promise<Response>) => ServiceClient,
][] = [
  ['in process', inProcess],
  ['over http', (app) => overHttp([upstream(app).url])],
]

describe.each(transports)('%s', (_, connect) => {
  test('method, path, query, headers and body arrive, and status, headers and body return', async () => {
    const client = connect(async (request) => {
      const { pathname, search } = new URL(request.url)
      const text = `${request.method} ${pathname}${search} ${request.headers.get('x-a')} ${await request.text()}`
      return new Response(text, { status: 201, headers: { 'x-b': '2' } })
    })
    const request = new Request('http://public/a%20b?q=%C3%BC', {
      method: 'POST',
      headers: { 'x-a': '1' },
      body: 'body',
    })
    const response = await client.fetch(request)
    expect(response.status).toBe(201)
    expect(response.headers.get('x-b')).toBe('2')
    expect(await response.text()).toBe('POST /a%20b?q=%C3%BC 1 body')
  })

  test('a redirect is answered, not followed', async () => {
    const client = connect(() => new Response(null, { status: 302, headers: { location: '/x' } }))
    const response = await client.fetch(new Request('http://public/'))
    expect([response.status, response.headers.get('location')]).toEqual([302, '/x'])
  })

  test('several cookies stay several', async () => {
    const headers = new Headers()
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    const response = await connect(() => new Response(null, { headers })).fetch(
      new Request('http://p/'),
    )
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test.each([204, 304])('%d has no body', async (status) => {
    const response = await connect(() => new Response(null, { status })).fetch(
      new Request('http://p/'),
    )
    expect([response.status, await response.text()]).toEqual([status, ''])
  })
})

describe('over http', () => {
  test('headers of the single hop pass in neither direction', async () => {
    let received = new Headers()
    const { url } = upstream((request) => {
      received = request.headers
      return new Response('', {
        headers: {
          connection: 'x-secret',
          'x-secret': '1',
          'keep-alive': 'timeout=1',
          'x-kept': '1',
        },
      })
    })
    const headers = {
      connection: 'close, X-Named',
      'x-named': '1',
      te: 'trailers',
      upgrade: 'h2c',
      'x-kept': '1',
    }
    const response = await overHttp([url]).fetch(new Request('http://public/', { headers }))
    expect(received.get('x-kept')).toBe('1')
    for (const name of ['x-named', 'te', 'upgrade']) expect(received.get(name)).toBeNull()
    expect(received.get('connection')).not.toContain('close')
    expect(response.headers.get('x-kept')).toBe('1')
    for (const name of ['x-secret', 'keep-alive']) expect(response.headers.get(name)).toBeNull()
  })

  test('the upstream sees its own name as Host, not the public one', async () => {
    const { url, port } = upstream((request) => new Response(request.headers.get('host')))
    const response = await overHttp([url]).fetch(new Request('http://public.example/'))
    expect(await response.text()).toBe(`127.0.0.1:${port}`)
  })

  test('a compressed body passes as it is', async () => {
    const packed = gzipSync('hello')
    const { url } = upstream(
      () => new Response(packed, { headers: { 'content-encoding': 'gzip' } }),
    )
    const response = await overHttp([url]).fetch(new Request('http://public/'))
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(packed)
  })

  test('a body streams: its first part arrives before its last is made', async () => {
    const gate = Promise.withResolvers<void>()
    const { url } = upstream(() => {
      const parts = async function* () {
        yield 'first'
        await gate.promise
        yield 'last'
      }
      return new Response(parts())
    })
    const response = await overHttp([url]).fetch(new Request('http://public/'))
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('first')
    gate.resolve()
    expect((await reader?.read())?.value).toBe('last')
  })

  test('an abort reaches the upstream', async () => {
    const aborted = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const { url } = upstream(async (request) => {
      request.signal.addEventListener('abort', () => aborted.resolve())
      arrived.resolve()
      await aborted.promise
      return new Response()
    })
    const controller = new AbortController()
    const call = overHttp([url]).fetch(new Request('http://public/', { signal: controller.signal }))
    const outcome = call.then(
      () => 'answered',
      () => 'aborted',
    )
    await arrived.promise
    controller.abort()
    expect(await outcome).toBe('aborted')
    await aborted.promise
  })

  test('a caller that goes away in the middle of a body ends it at the upstream', async () => {
    const cancelled = Promise.withResolvers<void>()
    const { url } = upstream(() => {
      const parts = new ReadableStream({
        pull: async (stream) => {
          stream.enqueue(new Uint8Array(1000))
          await Bun.sleep(1)
        },
        cancel: () => cancelled.resolve(),
      })
      return new Response(parts)
    })
    const client = overHttp([url])
    const door = upstream((request) => client.fetch(request))
    const response = await fetch(door.url)
    await response.body?.cancel()
    await cancelled.promise
  })

  test('the answer to HEAD keeps its length through a door in front', async () => {
    const client = overHttp([upstream(() => new Response('12345')).url])
    const door = upstream((request) => client.fetch(request))
    const response = await fetch(door.url, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('5')
  })

  test('several URLs take turns', async () => {
    const urls = ['a', 'b', 'c'].map((name) => upstream(() => new Response(name)).url)
    expect(await names(overHttp(urls), 6)).toEqual({ a: 2, b: 2, c: 2 })
  })

  test('a place that does not answer is left out for a while', async () => {
    const clock = manualClock()
    const gone = upstream(() => new Response('gone'))
    const alive = upstream(() => new Response('alive'))
    await gone.server.stop(true)
    const client = overHttp([gone.url, alive.url], { clock })
    const first = await outcomes(client, 2)
    expect(first.toSorted()).toEqual(['alive', 'error'])
    expect(await outcomes(client, 6)).toEqual(Array.from({ length: 6 }, () => 'alive'))
    clock.advance(5001)
    expect(await outcomes(client, 2)).toContain('error')
  })
})

test('a proxy for the world outside is not asked for a service of our own', () => {
  const { url } = upstream(() => new Response('direct'))
  const source = `
    import { overHttp } from '${import.meta.dir}/service-client.ts'
    const response = await overHttp(['${url}']).fetch(new Request('http://public/'))
    console.log(await response.text())`
  const env = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '', no_proxy: '' }
  const child = Bun.spawn([process.execPath, '-e', source], { env, stdout: 'pipe' })
  return expect(new Response(child.stdout).text()).resolves.toStartWith('direct\n')
})

describe('a name with several addresses', () => {
  test('gets new replicas their share, keeps its Host and loses those that left', async () => {
    const clock = manualClock()
    const answer = (name: string) => (request: Request) =>
      new Response(`${name} ${request.headers.get('host')}`)
    const { port } = upstream(answer('a'), '127.0.0.1')
    upstream(answer('b'), '127.0.0.2', port)
    let addresses = ['127.0.0.1']
    const resolve = async () => addresses
    const client = overHttp([`http://orders.bourse:${port}`], { clock, resolve })
    const host = `orders.bourse:${port}`
    expect(await names(client, 4)).toEqual({ [`a ${host}`]: 4 })
    addresses = ['127.0.0.1', '127.0.0.2']
    clock.advance(5001)
    await names(client, 1)
    expect(await names(client, 4)).toEqual({ [`a ${host}`]: 2, [`b ${host}`]: 2 })
    addresses = ['127.0.0.2']
    clock.advance(5001)
    await names(client, 1)
    expect(await names(client, 4)).toEqual({ [`b ${host}`]: 4 })
  })

  test('keeps its last addresses while the name cannot be looked up', async () => {
    const clock = manualClock()
    const { port } = upstream(() => new Response('a'))
    let calls = 0
    const resolve = async () => {
      calls += 1
      if (calls > 1) throw new Error('no answer')
      return ['127.0.0.1']
    }
    const client = overHttp([`http://orders:${port}`], { clock, resolve })
    await names(client, 1)
    clock.advance(5001)
    expect(await names(client, 20)).toEqual({ a: 20 })
    expect(calls).toBe(2)
  })

  test('fails when it was never found', async () => {
    const client = overHttp(['http://orders:1'], { resolve: async () => [] })
    expect(await outcomes(client, 1)).toEqual(['error'])
  })

  test('is looked up by the system', async () => {
    const { port } = upstream(() => new Response('a'))
    expect(await names(overHttp([`http://localhost:${port}`]), 1)).toEqual({ a: 1 })
  })
})

async function outcomes(client: ServiceClient, count: number): Promise<string[]> {
  const seen: string[] = []
  for (let index = 0; index < count; index += 1) {
    const answer = client.fetch(new Request('http://public/'))
    seen.push(
      await answer.then(
        (response) => response.text(),
        () => 'error',
      ),
    )
  }
  return seen
}

async function names(client: ServiceClient, count: number): Promise<Record<string, number>> {
  const seen: Record<string, number> = {}
  for (const name of await outcomes(client, count)) seen[name] = (seen[name] ?? 0) + 1
  return seen
}
