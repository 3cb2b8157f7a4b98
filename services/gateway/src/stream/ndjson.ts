/** The lines of a body, as they come; one longer than `maxLength` characters ends it with an error. */
export async function* ndjsonLines(
  body: ReadableStream<Uint8Array>,
  maxLength = 4 * 1024 * 1024,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLength) throw new Error('a line of the stream is too long')
    for (const line of lines) if (line.trim() !== '') yield line
  }
}
