type Listener = (message: string) => void

/** Publish and subscribe inside one process. A listener that throws does not silence the others. */
export class LocalChannels {
  readonly #listeners = new Map<string, Set<Listener>>()

  has(channel: string): boolean {
    return this.#listeners.has(channel)
  }

  channels(): string[] {
    return [...this.#listeners.keys()]
  }

  /** Returns how to stop listening. */
  subscribe(channel: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners)
    // Wrapped, so that the same function may listen twice and stop once.
    const entry: Listener = (message) => listener(message)
    listeners.add(entry)
    return () => {
      listeners.delete(entry)
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) {
        this.#listeners.delete(channel)
      }
    }
  }

  deliver(channel: string, message: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) {
      try {
        listener(message)
      } catch (error) {
        throwLater(error)
      }
    }
  }

  clear(): void {
    this.#listeners.clear()
  }
}

// A listener's bug is nobody's outage here, and must not be silent either.
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
