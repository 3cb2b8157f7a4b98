export interface LineOptions {
  /** Ends the reading and lets go of the body, even while nothing comes. */
  readonly signal: AbortSignal
  readonly maxLength?: number
}

/** The lines of a body, as they come; one longer than `maxLength` characters ends it with an error. */
export async function* ndjsonLines(
  body: ReadableStream<Uint8Array>,
  { signal, maxLength = 4 * 1024 * 1024 }: LineOptions,
): AsyncGenerator<string> {
  const reader = body.getReader()
  const letGo = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', letGo)
  try {
    const take = lineTaker(maxLength)
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      yield* take(value)
    }
  } finally {
    signal.removeEventListener('abort', letGo)
    letGo()
  }
}

/** Takes chunks and gives the lines that they complete; an empty line is none. */
const lineTaker = (maxLength: number): ((chunk: Uint8Array) => string[]) => {
  const decoder = new TextDecoder()
  let rest = ''
  return (chunk) => {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLength) throw new Error('a line of the stream is too long')
    return lines.filter((line) => line.trim() !== '')
  }
}
