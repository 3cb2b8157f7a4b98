/** Gives each operation one key until its end is known, so that a retry can never do it twice. */
export class PendingKeys {
  readonly #keys = new Map<string, string>()
  readonly #newKey: () => string

  constructor(newKey: () => string) {
    this.#newKey = newKey
  }

  /** The key of an operation: the same one for the same words until `settle`. */
  keyOf(operation: string, body: unknown): string {
    const words = wordsOf(operation, body)
    const known = this.#keys.get(words)
    if (known !== undefined) return known
    const key = this.#newKey()
    this.#keys.set(words, key)
    return key
  }

  /** The operation succeeded or was refused for good: the next one is another. */
  settle(operation: string, body: unknown): void {
    this.#keys.delete(wordsOf(operation, body))
  }
}

/** A new key: 32 hexadecimal digits of the browser's own randomness. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

const wordsOf = (operation: string, body: unknown): string => `${operation} ${JSON.stringify(body)}`
