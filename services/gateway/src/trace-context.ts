/** A W3C `traceparent` with the trace's id. */
export interface TraceContext {
  readonly traceparent: string
  readonly traceId: string
  /** Whether the caller began the trace. */
  readonly given: boolean
}

/** The caller's trace when it is well-formed, else a new one; `randomHex` makes that many bytes. */
export const traceContext = (
  given: string | null,
  randomHex: (bytes: number) => string,
): TraceContext => {
  const match = PATTERN.exec(given ?? '')
  if (match && given !== null && !ZERO.test(match[1] ?? '') && !ZERO.test(match[2] ?? '')) {
    return { traceparent: given, traceId: match[1] ?? '', given: true }
  }
  const traceId = randomHex(16)
  return { traceparent: `00-${traceId}-${randomHex(8)}-00`, traceId, given: false }
}

const PATTERN = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/
const ZERO = /^0+$/
