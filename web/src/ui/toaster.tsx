import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { ToastWords } from './toasts'

/** Where notices appear. Its code comes with the first notice. */
export const Toaster = () => {
  const isWanted = useSyncExternalStore(onWanted, () => wanted.now)
  if (!isWanted) return null
  return (
    <Suspense fallback={null}>
      <Toasts />
    </Suspense>
  )
}

/** Says that something happened elsewhere on the page: an order filled, a session revoked. Never a form's error. */
export const notify = (words: ToastWords): void => {
  wanted.now = true
  for (const listener of wanted.listeners) listener()
  void import('./toasts').then(({ showToast }) => showToast(words))
}

const onWanted = (listener: () => void) => {
  wanted.listeners.add(listener)
  return () => wanted.listeners.delete(listener)
}

const wanted = { now: false, listeners: new Set<() => void>() }
const Toasts = lazy(async () => ({ default: (await import('./toasts')).Toasts }))
