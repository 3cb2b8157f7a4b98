import { availableParallelism } from 'node:os'
import { normalisePassword, PASSWORD_MAX_BYTES, passwordBytes } from './check-password'
import { WorkQueue } from './work-queue'

export type PasswordManagerOptions = {
  /** bcrypt's cost: 2^cost rounds. */
  cost?: number
  maxConcurrent?: number
  maxQueued?: number
}

/** `rehash`: the password was right and its hash has other parameters than new ones get. */
export type PasswordVerdict = { ok: boolean; rehash: boolean }

const DEFAULT_COST = 12
const RETRY_AFTER_MS = 1_000
const WRONG: PasswordVerdict = { ok: false, rehash: false }

/**
 * Hashes and verifies passwords with bcrypt, few at a time. Every method throws `Busy` when too
 * many are waiting; that is the same for known and unknown users.
 */
export class PasswordManager {
  readonly #cost: number
  readonly #queue: WorkQueue
  readonly #nobody: string

  constructor(options: PasswordManagerOptions = {}) {
    this.#cost = options.cost ?? DEFAULT_COST
    this.#nobody = hashOfNobody(this.#cost)
    this.#queue = new WorkQueue({
      maxConcurrent: options.maxConcurrent ?? availableParallelism(),
      maxQueued: options.maxQueued ?? 32,
      retryAfterMs: RETRY_AFTER_MS,
    })
  }

  /** The hash to store, in bcrypt's modular crypt format. `checkPassword` comes before. */
  hash(password: string): Promise<string> {
    const normalised = normalisePassword(password)
    return this.#queue.run(() =>
      Bun.password.hash(normalised, { algorithm: 'bcrypt', cost: this.#cost }),
    )
  }

  /** Whether the password belongs to the hash. A password too long to be anyone's costs nothing. */
  async verify(password: string, hash: string): Promise<PasswordVerdict> {
    const normalised = normalisePassword(password)
    if (!canBeAPassword(normalised)) return WRONG
    const ok = await this.#queue.run(() => Bun.password.verify(normalised, hash, 'bcrypt'))
    return { ok, rehash: ok && costOf(hash) !== this.#cost }
  }

  /** What `verify` costs, for a user who does not exist: the time must not tell the two apart. */
  async verifyUnknown(password: string): Promise<PasswordVerdict> {
    await this.verify(password, this.#nobody)
    return WRONG
  }
}

// Bun refuses an empty password by throwing; nobody can have one.
function canBeAPassword(normalised: string): boolean {
  const bytes = passwordBytes(normalised)
  return bytes > 0 && bytes <= PASSWORD_MAX_BYTES
}

function costOf(hash: string): number | undefined {
  const cost = /^\$2[aby]\$(\d{2})\$/.exec(hash)?.[1]
  return cost === undefined ? undefined : Number(cost)
}

/** A well-formed bcrypt hash that no known password has: 22 characters of salt, 31 of digest. */
function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(21)}u${'.'.repeat(31)}`
}
