export type ReadinessState = 'starting' | 'ready' | 'draining'

/** Whether this process wants requests; shared by the server, which drains, and `/readyz`. */
export interface Readiness {
  state(): ReadinessState
  isReady(): boolean
  set(state: ReadinessState): void
}

/** Starts as `starting`; once `draining`, it stays so. */
export function createReadiness(): Readiness {
  let current: ReadinessState = 'starting'
  return {
    state: () => current,
    isReady: () => current === 'ready',
    set: (state) => {
      if (current !== 'draining') current = state
    },
  }
}
