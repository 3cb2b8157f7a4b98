/** Ticks after which the walk's anchors are drawn afresh: 2^22 seconds, 48.5 days. */
const LEVELS = 22
const TOP = 2 ** LEVELS
const SHOCK_TICKS = 16_384
const SHOCK_CHANCE = 1 / 24

/**
 * A random walk that can be read at any tick without its past: Brownian motion by midpoint
 * displacement (Levy's construction), one hash a level. A step has a standard deviation of 1; the
 * walk itself stays around zero with one of 1448. Only exact IEEE operations (+ - * / sqrt) and
 * integer hashing are used, so every machine computes the same double.
 */
export const walkAt = (key: number, tick: number): number => {
  const anchor = Math.floor(tick / TOP)
  const part = (tick - anchor * TOP) / TOP
  const drift = normal(key, 0, anchor) * (1 - part) + normal(key, 0, anchor + 1) * part
  let sum = drift * Math.sqrt(TOP / 2)
  for (let level = LEVELS, span = TOP; level > 0; level -= 1, span /= 2) {
    const index = Math.floor(tick / span)
    const offset = tick - index * span
    if (offset === 0) break
    const tent = 1 - Math.abs(2 * offset - span) / span
    sum += tent * 0.5 * Math.sqrt(span) * normal(key, level, index)
  }
  return sum
}

/** A rare sudden move and its recovery within 4.5 hours: between -1 and 1, mostly 0. */
export const shockAt = (key: number, tick: number): number => {
  const slot = Math.floor(tick / SHOCK_TICKS)
  return shockOfSlot(key, slot, tick) + shockOfSlot(key, slot - 1, tick)
}

/** A 32-bit key for a name under a seed (FNV-1a). */
export const walkKey = (seed: string, name: string): number => {
  let hash = 0x811c9dc5
  for (const char of `${seed}/${name}`) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash
}

/** Halves the size, so that two overlapping shocks stay within one. */
const shockOfSlot = (key: number, slot: number, tick: number): number => {
  const dice = hash32(key, -1, slot)
  if (dice / 2 ** 32 >= SHOCK_CHANCE) return 0
  const detail = hash32(key, -2, slot)
  const age = tick - slot * SHOCK_TICKS - (detail % SHOCK_TICKS)
  if (age < 0 || age >= SHOCK_TICKS) return 0
  const left = 1 - age / SHOCK_TICKS
  const size = 0.25 + ((detail >>> 14) & 0xff) / 1024
  return (detail >>> 31 === 0 ? size : -size) * left * left
}

/** Close to a standard normal deviate: four uniform bytes added up, so never beyond 3.46. */
const normal = (key: number, level: number, index: number): number => {
  const hash = hash32(key, level, index)
  const bytes = (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24)
  return (bytes - 510) / 147.80053
}

/** Mixes three integers into 32 even bits (the finalizer of MurmurHash3). */
const hash32 = (key: number, level: number, index: number): number =>
  mix(mix(key ^ Math.imul(level, 0x9e3779b1)) ^ Math.imul(index, 0x85ebca77))

const mix = (bits: number): number => {
  let hash = bits
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
