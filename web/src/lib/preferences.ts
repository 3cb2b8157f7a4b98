import type { Locale } from './format'

export interface Preferences {
  /** `system` follows the device. */
  readonly theme: 'system' | 'dark' | 'light'
  readonly density: 'comfortable' | 'compact'
  readonly direction: 'teal-coral' | 'blue-orange'
  readonly locale: Locale
  /** Amounts of one's own shown as dots. */
  readonly amountsHidden: boolean
}

export const LOCALES: readonly Locale[] = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'sv-SE']

/** How this device likes to see things. `public/appearance.js` reads the same entry before first paint. */
export class PreferenceStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly #root: HTMLElement
  readonly #light: MediaQueryList
  readonly #listeners = new Set<() => void>()
  #current: Preferences

  constructor(
    storage: Pick<Storage, 'getItem' | 'setItem'>,
    root: HTMLElement,
    light: MediaQueryList,
  ) {
    this.#storage = storage
    this.#root = root
    this.#light = light
    this.#current = readPreferences(storage)
    light.addEventListener('change', () => this.#apply())
  }

  readonly current = (): Preferences => this.#current

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly set = (changes: Partial<Preferences>): void => {
    this.#current = { ...this.#current, ...changes }
    try {
      this.#storage.setItem(KEY, JSON.stringify(this.#current))
    } catch {
      // A full or closed storage loses the choice with the tab; nothing else depends on it.
    }
    this.#apply()
    for (const listener of this.#listeners) listener()
  }

  #apply(): void {
    const { theme, density, direction } = this.#current
    const followed = this.#light.matches ? 'light' : 'dark'
    Object.assign(this.#root.dataset, {
      theme: theme === 'system' ? followed : theme,
      density,
      direction,
    })
  }
}

/** What is stored, with a default wherever it is missing or not ours. */
export const readPreferences = (storage: Pick<Storage, 'getItem'>): Preferences => {
  const stored = parse(storage)
  return {
    theme: oneOf(stored['theme'], ['system', 'dark', 'light']),
    density: oneOf(stored['density'], ['comfortable', 'compact']),
    direction: oneOf(stored['direction'], ['teal-coral', 'blue-orange']),
    locale: oneOf(stored['locale'], LOCALES),
    amountsHidden: stored['amountsHidden'] === true,
  }
}

const parse = (storage: Pick<Storage, 'getItem'>): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The stored value where it is one of the choices; the first choice is the default. */
const oneOf = <const T extends string>(value: unknown, choices: readonly T[]): T =>
  choices.find((choice) => choice === value) ?? (choices[0] as T)

const KEY = 'bourse.preferences'
