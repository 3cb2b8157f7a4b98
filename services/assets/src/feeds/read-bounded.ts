/** The body as text, or undefined as soon as it is longer than `maxBytes`; never buffers more. */
export const readBounded = async (
  response: Response,
  maxBytes: number,
): Promise<string | undefined> => {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
