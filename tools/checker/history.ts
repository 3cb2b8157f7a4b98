/** What became of one request: acknowledged, refused, or nobody knows (no answer came). */
export type Outcome = 'ok' | 'refused' | 'unknown'

/** One key of one client, whatever number of times it was sent. */
export interface Attempt {
  readonly account: string
  readonly kind: 'transfer' | 'order'
  /** Idempotency key or client order id. */
  readonly key: string
  outcome: Outcome
  /** The bodies that acknowledged it, without what may differ between repeats: all the same. */
  readonly answers: Set<string>
}

/** What the clients of a run saw, key by key. */
export class History {
  readonly #attempts = new Map<string, Attempt>()

  /** Notes what one sending of a key came to; an acknowledgement outlives every other outcome. */
  note(of: Omit<Attempt, 'outcome' | 'answers'>, outcome: Outcome, answer = ''): void {
    const id = `${of.account} ${of.kind} ${of.key}`
    const known = this.#attempts.get(id)
    const attempt = known ?? { ...of, outcome, answers: new Set<string>() }
    if (outcome === 'ok') attempt.answers.add(answer)
    attempt.outcome = stronger(attempt.outcome, outcome)
    this.#attempts.set(id, attempt)
  }

  all(): readonly Attempt[] {
    return [...this.#attempts.values()]
  }
}

const stronger = (a: Outcome, b: Outcome): Outcome => {
  if (a === 'ok' || b === 'ok') return 'ok'
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'refused'
}
