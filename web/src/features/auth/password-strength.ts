export interface Strength {
  /** 0 too short, 4 strong. */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly word: string
  readonly advice: string
}

/** The least that the API takes, in bytes after NFKC. */
export const MIN_BYTES = 12
export const MAX_BYTES = 128

/** A hint while choosing a password: length counts most, repetition counts against. The API decides. */
export const passwordStrength = (password: string): Strength => {
  const bytes = byteLength(password)
  if (bytes < MIN_BYTES)
    return {
      score: 0,
      word: 'Too short.',
      advice: `${MIN_BYTES} characters at least; four words are easy to keep.`,
    }
  const variety = new Set(password.toLowerCase()).size
  const points = Math.min(bytes, variety * 2)
  return LEVELS.find(({ below }) => points < below)?.strength ?? STRONG
}

/** Length as the API measures it. */
export const byteLength = (password: string): number =>
  new TextEncoder().encode(password.normalize('NFKC')).length

const STRONG: Strength = { score: 4, word: 'Strong.', advice: 'Keep it in a password manager.' }
const LEVELS: readonly { readonly below: number; readonly strength: Strength }[] = [
  {
    below: 12,
    strength: { score: 1, word: 'Weak.', advice: 'It repeats itself; use other words.' },
  },
  { below: 16, strength: { score: 2, word: 'Fair.', advice: 'One more word makes it good.' } },
  { below: 20, strength: { score: 3, word: 'Good.', advice: 'One more word makes it strong.' } },
]
