import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Destination } from './navigation'

interface Shortcuts {
  readonly destinations: readonly Destination[]
  readonly openPalette: () => void
  readonly openShortcuts: () => void
}

/** Cmd or Ctrl K anywhere; `?` and `g` with a letter where nobody types. */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  const navigate = useNavigate()
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const chord = { startedAt: 0 }
    const press = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault()
        latest.current.openPalette()
      } else if (event.key === '?' && !isTyping(event)) {
        latest.current.openShortcuts()
      }
    }
    const go = (event: KeyboardEvent) => {
      if (isTyping(event)) return
      const destination = destinationOf(event, chord, latest.current.destinations)
      if (destination) void navigate({ to: destination.to })
    }
    window.addEventListener('keydown', press)
    window.addEventListener('keydown', go)
    return () => {
      window.removeEventListener('keydown', press)
      window.removeEventListener('keydown', go)
    }
  }, [navigate])
}

/** Where the second key of `g` and a letter leads; `chord` remembers the first. */
const destinationOf = (
  event: KeyboardEvent,
  chord: { startedAt: number },
  destinations: readonly Destination[],
): Destination | undefined => {
  const isSecond = event.timeStamp - chord.startedAt < SECOND_KEY_MS
  chord.startedAt = event.key === 'g' ? event.timeStamp : 0
  return isSecond ? destinations.find(({ key }) => key === event.key) : undefined
}

const isPaletteKey = (event: KeyboardEvent): boolean =>
  (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'

const isTyping = ({ target, metaKey, ctrlKey, altKey }: KeyboardEvent): boolean =>
  metaKey ||
  ctrlKey ||
  altKey ||
  (target instanceof HTMLElement &&
    target.closest('input, textarea, select, [role=dialog], [role=menu]') !== null)

const SECOND_KEY_MS = 1000
