// Sets theme, density and colours before the first paint; lib/preferences.ts writes what this reads.
;(() => {
  let chosen = {}
  try {
    chosen = JSON.parse(localStorage.getItem('bourse.preferences') ?? '{}') ?? {}
  } catch {
    // Storage may be closed to us; the defaults are then right.
  }
  const root = document.documentElement
  const light = matchMedia('(prefers-color-scheme: light)').matches
  const theme = chosen.theme === 'light' || chosen.theme === 'dark' ? chosen.theme : undefined
  root.dataset.theme = theme ?? (light ? 'light' : 'dark')
  root.dataset.density = chosen.density === 'compact' ? 'compact' : 'comfortable'
  root.dataset.direction = chosen.direction === 'blue-orange' ? 'blue-orange' : 'teal-coral'
})()
