import { importJWK, type JSONWebKeySet } from 'jose'

/** Reads the issuer's public keys: over HTTP, or in process. Has a deadline of its own. */
export type FetchKeys = () => Promise<JSONWebKeySet>

export type KeySetOptions = {
  fetchKeys: FetchKeys
  now: () => number
  onChange: () => void
  onError?: ((error: unknown) => void) | undefined
}

// An unknown key id makes everyone re-read; a flood of forged ones must not flood the issuer.
const COOLDOWN_MS = 1_000
// Keys that nobody could confirm for so long may have been retired for good reason.
const MAX_AGE_MS = 3_600_000

/** The issuer's public keys as last read, by key id. */
export class KeySet {
  readonly #options: KeySetOptions
  #keys = new Map<string, CryptoKey>()
  #readAt = Number.NEGATIVE_INFINITY
  #triedAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(options: KeySetOptions) {
    this.#options = options
  }

  /** The key ids that this process knows: what a rotation waits for. */
  ids(): string[] {
    return [...this.#keys.keys()].toSorted()
  }

  /** Whether there are keys that are fresh enough to trust. */
  usable(): boolean {
    return this.#keys.size > 0 && this.#options.now() - this.#readAt <= MAX_AGE_MS
  }

  /** The key of that id, after a new look (at most one a second) when it is unknown. */
  async find(kid: string): Promise<CryptoKey | undefined> {
    if (!this.#keys.has(kid) && this.#cooledDown()) await this.refresh()
    return this.#keys.get(kid)
  }

  /** Reads the keys again; concurrent calls share one read. Failure keeps the keys of before. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  // Callers who arrive during a read wait for it: it may bring the key that they look for.
  #cooledDown(): boolean {
    return this.#reading !== undefined || this.#options.now() - this.#triedAt >= COOLDOWN_MS
  }

  async #read(): Promise<void> {
    this.#triedAt = this.#options.now()
    try {
      const keys = await importKeys(await this.#options.fetchKeys())
      this.#readAt = this.#options.now()
      const changed = !sameIds(keys, this.#keys)
      this.#keys = keys
      if (changed) this.#options.onChange()
    } catch (error) {
      this.#options.onError?.(error)
    }
  }
}

// Only our own kind of key: whatever else the document holds can't verify anything.
async function importKeys(document: JSONWebKeySet): Promise<Map<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>()
  for (const { kid, kty, crv, x } of document.keys) {
    if (kid === undefined || kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) continue
    const key = await importJWK({ kty, crv, x }, 'EdDSA')
    if (!(key instanceof Uint8Array)) keys.set(kid, key)
  }
  return keys
}

function sameIds(a: Map<string, CryptoKey>, b: Map<string, CryptoKey>): boolean {
  return a.size === b.size && [...a.keys()].every((kid) => b.has(kid))
}
