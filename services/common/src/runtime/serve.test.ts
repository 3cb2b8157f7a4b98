import { afterEach, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { createLogger } from './log'
import { createReadiness } from './readiness'
import { serve } from './serve'

const children: Bun.Subprocess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    await child.exited
  }
})

interface Program {
  readonly drainDelayMs?: number
  readonly drainLimitMs?: number
  readonly port?: number
}

// A server in a process of its own, which prints its port, then the names of its stop steps.
async function start({ drainDelayMs = 0, drainLimitMs = 20_000, port = 0 }: Program = {}) {
  const source = `
    import { createLogger } from '${import.meta.dir}/log.ts'
    import { createReadiness } from '${import.meta.dir}/readiness.ts'
    import { serveOrExit } from '${import.meta.dir}/serve.ts'
    const readiness = createReadiness()
    const step = (name) => ({ name, run: async () => { await Bun.sleep(5); console.log(name) } })
    const serving = await serveOrExit({
      host: '127.0.0.1', port: ${port}, drainDelayMs: ${drainDelayMs}, drainLimitMs: ${drainLimitMs},
      readiness, log: createLogger({ service: 'test', level: 'silent' }),
      onStop: [step('leases'), { name: 'broken', run: () => { throw new Error('x') } }, step('store')],
      websocket: { message: (socket, text) => { socket.send(text) } },
      fetch: async (request, server) => {
        const { pathname, searchParams } = new URL(request.url)
        if (pathname === '/readyz') return new Response(null, { status: readiness.isReady() ? 200 : 503 })
        if (pathname === '/ws') return server.upgrade(request) ? undefined : new Response(null, { status: 400 })
        if (pathname === '/throw') throw new Error('canary')
        await Bun.sleep(Number(searchParams.get('ms') ?? 5))
        return new Response('done')
      },
    })
    console.log(serving.port)`
  const child = Bun.spawn([process.execPath, '-e', source], { stdout: 'pipe', stderr: 'pipe' })
  children.push(child)
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
  const first = await lines.read()
  const rest = async () => {
    let text = ''
    for (let part = await lines.read(); !part.done; part = await lines.read()) text += part.value
    return text
  }
  const boundPort = Number(first.value)
  return { child, port: boundPort, url: `http://127.0.0.1:${boundPort}`, rest }
}

interface Run {
  answered: number
  readonly end: 'told to close' | 'cut' | 'not served'
}

// Sends request after request on one raw connection, so that no client library hides a reset.
function keepAlive(port: number): Promise<Run> {
  return new Promise((resolve) => {
    const run = { answered: 0 }
    let text = ''
    const finish = (end: Run['end']) => resolve({ ...run, end })
    const socket = net.connect(port, '127.0.0.1', () => send())
    const send = () => socket.write('POST /work HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n')
    socket.on('error', () => finish('cut'))
    socket.on('close', () => finish('cut'))
    socket.on('data', (part) => {
      text += part
      if (!text.endsWith('done')) return
      if (!text.startsWith('HTTP/1.1 200')) return finish('not served')
      run.answered += 1
      if (/^connection: close\r$/im.test(text)) return finish('told to close')
      text = ''
      setTimeout(send, Math.random() * 20)
    })
  })
}

describe('a stopping server', () => {
  test('fails none of the requests on 200 keep-alive connections', async () => {
    const { child, port, url } = await start({ drainDelayMs: 800 })
    const runs = Array.from({ length: 200 }, () => keepAlive(port))
    await Bun.sleep(300)
    child.kill('SIGTERM')
    const ends = await Promise.all(runs)
    expect(ends.filter(({ end }) => end !== 'told to close')).toEqual([])
    expect(Math.min(...ends.map(({ answered }) => answered))).toBeGreaterThan(1)
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect(await child.exited).toBe(0)
  })

  test('finishes what is in flight, then releases in order, past a step that fails', async () => {
    const { child, url, rest } = await start()
    const slow = fetch(`${url}/work?ms=400`)
    await fetch(`${url}/work`)
    child.kill('SIGINT')
    expect(await (await slow).text()).toBe('done')
    expect(await child.exited).toBe(0)
    expect(await rest()).toBe('leases\nstore\n')
  })

  test('cuts a reply that outlasts the limit', async () => {
    const { child, url, rest } = await start({ drainLimitMs: 200 })
    const slow = fetch(`${url}/work?ms=20000`).then(
      () => 'answered',
      () => 'cut',
    )
    await fetch(`${url}/work`)
    child.kill('SIGTERM')
    expect(await slow).toBe('cut')
    expect(await child.exited).toBe(0)
    expect(await rest()).toBe('leases\nstore\n')
  })

  test('closes WebSockets with 1012', async () => {
    const { child, url } = await start()
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
    const echoed = new Promise((resolve) => {
      socket.onmessage = resolve
    })
    const closed = new Promise<number>((resolve) => {
      socket.onclose = ({ code }) => resolve(code)
    })
    socket.onopen = () => socket.send('hello')
    await echoed
    child.kill('SIGTERM')
    expect(await closed).toBe(1012)
    expect(await child.exited).toBe(0)
  })

  test('takes a burst of signals as one, as npm and the terminal send them', async () => {
    const { child, rest } = await start({ drainDelayMs: 300 })
    child.kill('SIGINT')
    child.kill('SIGINT')
    await Bun.sleep(50)
    child.kill('SIGTERM')
    expect(await child.exited).toBe(0)
    expect(await rest()).toBe('leases\nstore\n')
  })

  test('ends at once at a second signal', async () => {
    const { child, rest } = await start({ drainDelayMs: 20_000 })
    child.kill('SIGTERM')
    await Bun.sleep(700)
    child.kill('SIGTERM')
    expect(await child.exited).toBe(130)
    expect(await rest()).toBe('')
  })
})

test('a busy port releases what was started, says what to set and ends with code 1', async () => {
  const busy = await start()
  const { child } = await start({ port: busy.port })
  expect(await child.exited).toBe(1)
  expect(await new Response(child.stderr).text()).toContain(
    `Port ${busy.port} is already in use by another program; set PORT=${busy.port + 1}`,
  )
})

test('an address of another machine is said in one sentence', () => {
  const result = serve({
    fetch: () => new Response(),
    host: '192.0.2.1',
    port: 0,
    drainDelayMs: 0,
    readiness: createReadiness(),
    log: createLogger({ service: 'test', level: 'silent' }),
    onStop: [],
  })
  expect(result).toMatchObject({ ok: false, message: expect.stringContaining('set HOST') })
})

test('an error of the handler answers 500 with nothing of the error', async () => {
  const { url } = await start()
  const response = await fetch(`${url}/throw`)
  expect(response.status).toBe(500)
  expect(await response.text()).toBe('')
})
