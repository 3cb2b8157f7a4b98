/** The life of one signing key. Times in milliseconds since the epoch. */
export type KeyRecord = {
  kid: string
  createdAt: number
  /** Signs from then on, unless a newer key does. Before: published only. */
  signingFrom?: number | undefined
  /** Trusted until then. Absent while the key signs or waits to. */
  retiredAt?: number | undefined
}

export type RotationPolicy = {
  /** A key older than this gets a successor. */
  rotateAfterMs: number
  /** A successor is published at least this long before it signs. */
  announceMs: number
  /** A replaced key stays trusted this long: longer than any token that it signed lives. */
  retireAfterMs: number
}

export const DEFAULT_ROTATION: RotationPolicy = {
  rotateAfterMs: 30 * 24 * 3_600_000,
  announceMs: 30_000,
  retireAfterMs: 11 * 60_000,
}

export type RotationStep =
  | { do: 'publish' }
  | { do: 'sign'; kid: string; from: number }
  | { do: 'retire'; kid: string; at: number }
  | { do: 'remove'; kid: string }
  | { do: 'wait' }

export type RotationView = {
  now: number
  /** Every process has reported the successor's key id. */
  confirmed: boolean
  /** Somebody asks for a rotation before its time. */
  requested: boolean
}

/**
 * The next single step of publish, sign, retire, remove. Each step is one write and may be repeated
 * or done by two processes: whoever looks next finds the rest of the work.
 */
export function nextRotationStep(
  records: readonly KeyRecord[],
  view: RotationView,
  policy: RotationPolicy,
): RotationStep {
  const expired = records.find((key) => key.retiredAt !== undefined && key.retiredAt <= view.now)
  if (expired !== undefined) return { do: 'remove', kid: expired.kid }
  const signer = signingKey(records, view.now)
  const replaced = records.find((key) => isReplaced(key, signer))
  if (replaced !== undefined) return retirement(replaced, signer, policy)
  const next = successor(records)
  if (next === undefined) return publication(signer, view, policy)
  // The first key of all signs at once: nobody holds a token that it could disturb.
  const ripe = view.confirmed && next.createdAt + policy.announceMs <= view.now
  return signer === undefined || ripe
    ? { do: 'sign', kid: next.kid, from: view.now }
    : { do: 'wait' }
}

/** The key that signs now: of those that may, the one that started last. */
export function signingKey<K extends KeyRecord>(records: readonly K[], now: number): K | undefined {
  return records
    .filter((key) => (key.signingFrom ?? Number.POSITIVE_INFINITY) <= now && isTrusted(key, now))
    .toSorted((a, b) => (b.signingFrom ?? 0) - (a.signingFrom ?? 0) || compareKids(a, b))[0]
}

/** The key that is published and does not sign yet: of several, the oldest. */
export function successor<K extends KeyRecord>(records: readonly K[]): K | undefined {
  return records
    .filter((key) => key.signingFrom === undefined && key.retiredAt === undefined)
    .toSorted((a, b) => a.createdAt - b.createdAt || compareKids(a, b))[0]
}

/** Whether tokens of this key are to be believed: published, signing or not yet retired. */
export function isTrusted(key: KeyRecord, now: number): boolean {
  return key.retiredAt === undefined || key.retiredAt > now
}

function isReplaced(key: KeyRecord, signer: KeyRecord | undefined): boolean {
  if (signer === undefined || key.kid === signer.kid || key.retiredAt !== undefined) return false
  return key.signingFrom !== undefined && key.signingFrom <= (signer.signingFrom ?? 0)
}

function retirement(
  replaced: KeyRecord,
  signer: KeyRecord | undefined,
  policy: RotationPolicy,
): RotationStep {
  const at = (signer?.signingFrom ?? replaced.createdAt) + policy.retireAfterMs
  return { do: 'retire', kid: replaced.kid, at }
}

function publication(
  signer: KeyRecord | undefined,
  view: RotationView,
  policy: RotationPolicy,
): RotationStep {
  if (signer === undefined || view.requested) return { do: 'publish' }
  const age = view.now - (signer.signingFrom ?? signer.createdAt)
  return age >= policy.rotateAfterMs ? { do: 'publish' } : { do: 'wait' }
}

function compareKids(a: KeyRecord, b: KeyRecord): number {
  return a.kid < b.kid ? -1 : Number(a.kid > b.kid)
}
