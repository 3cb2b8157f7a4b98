import { importJWK, type JSONWebKeySet } from 'jose'
import type { StoredKey } from './key-store'
import {
  DEFAULT_ROTATION,
  isTrusted,
  nextRotationStep,
  type RotationPolicy,
  type RotationStep,
  signingKey,
  successor,
} from './rotation'

/** Where the private keys live; `KeyStore` keeps them in files. */
export type KeyFiles = {
  read(): Promise<StoredKey[]>
  add(known: readonly StoredKey[], createdAt: number): Promise<void>
  update(kid: string, changes: { signingFrom?: number; retiredAt?: number }): Promise<void>
  remove(kid: string): Promise<void>
}

export type KeyRingOptions = {
  files: KeyFiles
  now: () => number
  policy?: RotationPolicy
  /** Whether every process that verifies tokens has reported this key id. */
  isKnownEverywhere?: (kid: string) => Promise<boolean>
  /** A mounted, read-only directory: somebody else rotates, this process only reads. */
  readOnly?: boolean
}

type Signer = { kid: string; key: CryptoKey }

// publish, sign, retire and remove, each once or twice: a bound, never reached by a sane directory.
const MAX_STEPS = 12

/** The signing keys of the issuer, in step with their files and rotated without a restart. */
export class KeyRing {
  readonly #options: KeyRingOptions
  #keys: StoredKey[] = []
  #signer: Signer | undefined
  #requested = false

  private constructor(options: KeyRingOptions) {
    this.#options = options
  }

  /** Reads the keys, and creates the first one where there is none (unless read-only). */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const ring = new KeyRing(options)
    await ring.tick()
    if (ring.#signer === undefined) throw new Error('there is no key to sign tokens with')
    return ring
  }

  /** Re-reads the files and does what rotation asks for now. To be called every 10 s. */
  async tick(): Promise<void> {
    await this.#reload()
    if (this.#options.readOnly === true) return
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const next = await this.#nextStep()
      if (next.do === 'wait') return
      await this.#apply(next)
      await this.#reload()
    }
  }

  /** Starts a rotation now: publishes a successor, which the next ticks bring into use. */
  async rotate(): Promise<void> {
    this.#requested = true
    await this.tick()
  }

  /** The key that signs now. */
  signer(): Signer {
    if (this.#signer === undefined) throw new Error('there is no key to sign tokens with')
    return this.#signer
  }

  /** The public halves of all trusted keys (RFC 7517), the successor's included. */
  jwks(): JSONWebKeySet {
    const now = this.#options.now()
    const trusted = this.#keys.filter((key) => isTrusted(key, now))
    return { keys: trusted.map(publicKey) }
  }

  async #nextStep(): Promise<RotationStep> {
    const next = successor(this.#keys)
    const confirmed = next !== undefined && (await this.#isKnownEverywhere(next.kid))
    const view = { now: this.#options.now(), confirmed, requested: this.#requested }
    return nextRotationStep(this.#keys, view, this.#options.policy ?? DEFAULT_ROTATION)
  }

  async #isKnownEverywhere(kid: string): Promise<boolean> {
    return this.#options.isKnownEverywhere?.(kid) ?? true
  }

  async #apply(step: Exclude<RotationStep, { do: 'wait' }>): Promise<void> {
    const { files, now } = this.#options
    if (step.do === 'publish') {
      this.#requested = false
      return files.add(this.#keys, now())
    }
    if (step.do === 'sign') return files.update(step.kid, { signingFrom: step.from })
    if (step.do === 'retire') return files.update(step.kid, { retiredAt: step.at })
    return files.remove(step.kid)
  }

  async #reload(): Promise<void> {
    this.#keys = await this.#options.files.read()
    const signer = signingKey(this.#keys, this.#options.now())
    if (signer === undefined || signer.kid === this.#signer?.kid) return
    const key = await importJWK(signer.jwk, 'EdDSA')
    if (!(key instanceof Uint8Array)) this.#signer = { kid: signer.kid, key }
  }
}

// Listed field by field: a private one can't slip into the public document.
function publicKey({ kid, jwk }: StoredKey) {
  return { kid, kty: jwk.kty, crv: jwk.crv, x: jwk.x, alg: 'EdDSA', use: 'sig' }
}
