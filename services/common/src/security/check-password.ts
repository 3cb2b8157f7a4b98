import { COMMON_PASSWORDS, COMMON_WORDS } from './common-passwords'

/** Bounds in bytes of UTF-8 after NFKC. Bun hashes what is longer than bcrypt's 72 bytes first. */
const PASSWORD_MIN_BYTES = 12
export const PASSWORD_MAX_BYTES = 128

export type PasswordOwner = { username: string; email: string }

export type WeakPassword = {
  reason: 'malformed' | 'too_short' | 'too_long' | 'personal' | 'repetitive' | 'common'
  /** A sentence for the person; it never repeats the password. */
  message: string
}

const MESSAGES: Record<WeakPassword['reason'], string> = {
  malformed: 'The password contains characters that are not valid text.',
  too_short: `The password must have at least ${PASSWORD_MIN_BYTES} characters.`,
  too_long: `The password must have at most ${PASSWORD_MAX_BYTES} bytes.`,
  personal: 'The password must not be made of your user name or email address.',
  repetitive: 'The password repeats itself or follows a simple sequence.',
  common: 'The password is one of those that are tried first.',
}

const MIN_DISTINCT = 5
const MIN_OWNER_PART = 4

/**
 * Why a new password is refused, or undefined. No composition rules (NIST SP 800-63B-4, 3.1.1.2):
 * length, a blocklist of common words and keyboard walks, repetition, and the owner's own names.
 */
export function checkPassword(password: string, owner: PasswordOwner): WeakPassword | undefined {
  const reason = weakness(password, owner)
  return reason === undefined ? undefined : { reason, message: MESSAGES[reason] }
}

/** The one spelling of a password: what looks the same on every keyboard becomes the same bytes. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC')
}

/** Length in bytes of UTF-8. */
export function passwordBytes(normalised: string): number {
  return new TextEncoder().encode(normalised).length
}

function weakness(password: string, owner: PasswordOwner): WeakPassword['reason'] | undefined {
  if (!password.isWellFormed() || password.includes('\0')) return 'malformed'
  const normalised = normalisePassword(password)
  const bytes = passwordBytes(normalised)
  if (bytes < PASSWORD_MIN_BYTES) return 'too_short'
  if (bytes > PASSWORD_MAX_BYTES) return 'too_long'
  const lower = normalised.toLowerCase()
  if (isPersonal(lower, owner)) return 'personal'
  if (isRepetitive(lower)) return 'repetitive'
  return isCommon(lower) ? 'common' : undefined
}

/** The owner's names with little around them: fewer characters of its own than the minimum. */
function isPersonal(lower: string, owner: PasswordOwner): boolean {
  const email = owner.email.toLowerCase()
  const parts = [owner.username.toLowerCase(), email, ...email.split(/[@.+_-]/)]
    .map(normalisePassword)
    .filter((part) => part.length >= MIN_OWNER_PART)
    .toSorted((a, b) => b.length - a.length)
  const rest = parts.reduce((left, part) => left.replaceAll(part, ''), lower)
  return rest !== lower && passwordBytes(rest) < PASSWORD_MIN_BYTES / 2
}

function isRepetitive(lower: string): boolean {
  const points = [...lower]
  if (new Set(points).size < MIN_DISTINCT) return true
  // A text is a repetition exactly when it occurs inside two copies of itself without its ends.
  const period = `${lower}${lower}`.indexOf(lower, 1)
  if (period < lower.length && period < PASSWORD_MIN_BYTES) return true
  return isSequence(points)
}

/** Steps of one up or down (abcdefghijkl, 987654321098) for nearly all of its length. */
function isSequence(points: string[]): boolean {
  const codes = points.map((point) => point.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0))
  const ups = steps.filter((step) => step === 1).length
  const downs = steps.filter((step) => step === -1).length
  return Math.max(ups, downs) >= steps.length * 0.75
}

/** Known as a whole, or one or two common words with digits and signs around or between them. */
function isCommon(lower: string): boolean {
  const spelled = lower.replaceAll('@', 'a').replaceAll('$', 's')
  const middle = spelled.replace(/^[^a-z]+/, '').replace(/[^a-z]+$/, '')
  return COMMON_PASSWORDS.has(lower) || [middle, unleet(middle)].some(isCommonCore)
}

function isCommonCore(text: string): boolean {
  const core = text.replace(/[^a-z]/g, '')
  if (COMMON_PASSWORDS.has(core) || COMMON_WORDS.has(core)) return true
  for (let at = 1; at < core.length; at += 1) {
    if (COMMON_WORDS.has(core.slice(0, at)) && COMMON_WORDS.has(core.slice(at))) return true
  }
  return false
}

const LEET: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '!': 'i' }

function unleet(text: string): string {
  return text.replace(/[013457!]/g, (sign) => LEET[sign] ?? sign)
}
