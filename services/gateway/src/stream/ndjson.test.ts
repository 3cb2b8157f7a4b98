import { expect, test } from 'bun:test'
import { ndjsonLines } from './ndjson'

const bodyOf = (...chunks: (string | Uint8Array)[]) =>
  new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of chunks) {
          controller.enqueue(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
        }
        controller.close()
      },
    }),
  ).body as ReadableStream<Uint8Array>

const { signal } = new AbortController()

test('puts lines together that were cut anywhere, inside a character too', async () => {
  const euro = Buffer.from('€')
  const body = bodyOf('{"a":1}\n{"b"', ':2}\n\n"', euro.subarray(0, 1), euro.subarray(1), '"\nhalf')
  expect(await Array.fromAsync(ndjsonLines(body, { signal }))).toEqual([
    '{"a":1}',
    '{"b":2}',
    '"€"',
  ])
})

test('does not gather a line without end', async () => {
  const body = bodyOf('x'.repeat(60), 'x'.repeat(60))
  const lines = Array.fromAsync(ndjsonLines(body, { signal, maxLength: 100 }))
  expect(await lines.catch((error: Error) => error.message)).toContain('too long')
})

test('lets go of a silent body when it is told to, and of any body that its reader leaves', async () => {
  let cancelled = 0
  const silent = (first?: string) =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        if (first) controller.enqueue(Buffer.from(first))
      },
      cancel: () => {
        cancelled += 1
      },
    })
  const leaving = new AbortController()
  const reading = Array.fromAsync(ndjsonLines(silent(), { signal: leaving.signal }))
  leaving.abort()
  expect(await reading).toEqual([])
  expect(cancelled).toBe(1)
  for await (const _line of ndjsonLines(silent('1\n2\n'), { signal })) break
  expect(cancelled).toBe(2)
})
