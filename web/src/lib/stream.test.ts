import { afterEach, expect, test } from 'bun:test'
import type { AccountEvent } from '@bourse/contracts/stream'
import { Stream } from './stream'

interface Heard {
  readonly type: string
  readonly resume_from?: number
}

/** A gateway's stream on loopback that records what it hears. */
const startServer = () => {
  const heard: Heard[] = []
  const waiting: (() => void)[] = []
  const sockets = new Set<Bun.ServerWebSocket<undefined>>()
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) =>
      self.upgrade(request) ? undefined : new Response('', { status: 400 }),
    websocket: {
      open: (socket) => {
        sockets.add(socket)
        socket.send(JSON.stringify({ type: 'prices_snapshot', data: [PRICE] }))
      },
      close: (socket) => {
        sockets.delete(socket)
      },
      message: (_socket, text) => {
        heard.push(JSON.parse(String(text)))
        for (const go of waiting.splice(0)) go()
      },
    },
  })
  const until = async (count: number) => {
    for (let turn = 0; heard.length < count && turn < 100; turn += 1) {
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const send = (message: unknown) => {
    for (const socket of sockets) socket.send(JSON.stringify(message))
  }
  return { server, heard, until, send, sockets }
}

const PRICE = { symbol: 'BTC', price: '97412.5', at: '2026-11-23T14:32:07.000Z', stale: false }
const running: { stop(): void }[] = []
afterEach(() => {
  for (const one of running.splice(0)) one.stop()
})

const startStream = (port: number, token?: string) => {
  const events: AccountEvent[] = []
  const stream = new Stream({
    open: () => new WebSocket(`ws://127.0.0.1:${port}/`),
    token: async () => token,
    onAccountEvent: (event) => events.push(event),
    now: Date.now,
    random: () => 0,
  })
  running.push(stream)
  stream.start()
  return { stream, events }
}

const changed = (stream: Stream, kind: string) =>
  new Promise<void>((resolve) => {
    const off = stream.subscribe(() => {
      if (stream.connection().kind !== kind) return
      off()
      resolve()
    })
  })

test('shows the snapshot, and continues an account after the last event seen when cut off', async () => {
  const { server, heard, until, send, sockets } = startServer()
  running.push({ stop: () => void server.stop(true) })
  const { stream, events } = startStream(Number(server.port), 'token')
  const priced = new Promise<void>((resolve) => stream.prices.subscribe('BTC', resolve))
  await until(1)
  expect(heard[0]).toEqual({ type: 'authenticate', access_token: 'token' } as never)
  await priced
  expect(stream.prices.get('BTC')?.price).toBe('97412.5')

  const lost = changed(stream, 'reconnecting')
  send({ type: 'account', seq: 7 })
  for (const socket of sockets) socket.close()
  await lost
  await until(2)
  expect(events.map(({ seq }) => seq)).toEqual([7])
  expect(heard[1]?.resume_from).toBe(7)
  expect(stream.connection().kind).toBe('live')
})

test('says nothing of an account while signed out, and stops prices on demand', async () => {
  const { server, heard, until } = startServer()
  running.push({ stop: () => void server.stop(true) })
  const { stream } = startStream(Number(server.port))
  await changed(stream, 'live')
  stream.setPaused(true)
  expect(stream.connection().kind).toBe('paused')
  stream.setPaused(false)
  await until(2)
  expect(heard.map(({ type }) => type)).toEqual(['pause', 'resume'])
})
