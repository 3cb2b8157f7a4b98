import type { Customer } from './orders-fixture'

export interface StreamReader {
  /** The next line; undefined at the end. */
  readonly next: () => Promise<Record<string, unknown> | undefined>
  readonly cancel: () => Promise<void>
  /** After what the end of a stream sets in motion. */
  readonly settled: () => Promise<void>
}

type Fetch = (request: Request) => Response | Promise<Response>

/** Opens an account's stream and reads it line by line. */
export const openStream = async (
  fetch: Fetch,
  customer: Customer,
  { query = '', signal }: { query?: string; signal?: AbortSignal } = {},
): Promise<StreamReader> => {
  const request = new Request(`http://orders/internal/stream/account${query}`, {
    headers: { authorization: `Bearer ${customer.token}` },
    ...(signal ? { signal } : {}),
  })
  const response = await fetch(request)
  if (!response.ok || !response.body) throw new Error(`stream refused: ${response.status}`)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  return {
    next: async () => {
      while (!text.includes('\n')) {
        const { done, value } = await reader.read()
        if (done) return undefined
        text += decoder.decode(value, { stream: true })
      }
      const cut = text.indexOf('\n')
      const line = text.slice(0, cut)
      text = text.slice(cut + 1)
      return JSON.parse(line) as Record<string, unknown>
    },
    cancel: () => reader.cancel(),
    settled: () => Bun.sleep(0),
  }
}
