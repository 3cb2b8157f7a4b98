const SHORTEST_MS = 1_000
const LONGEST_MS = 3_600_000

/**
 * Milliseconds to wait by a `Retry-After` header, in seconds or as a date (RFC 9110, 10.2.3), kept
 * between a second and an hour; `fallbackMs` when it is absent or unreadable.
 */
export const retryAfterMs = (header: string | null, now: number, fallbackMs: number): number => {
  const text = header?.trim() ?? ''
  const asked = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : httpDate(text) - now
  return Number.isNaN(asked) ? fallbackMs : Math.min(Math.max(asked, SHORTEST_MS), LONGEST_MS)
}

const httpDate = (text: string): number =>
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN
