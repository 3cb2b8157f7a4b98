import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  handleWhenResult,
  SamplingBreaker,
} from 'cockatiel'

/** How an upstream is given up for a while and tried again. */
export interface BreakerOptions {
  /** Until one request is let through to see whether the upstream is back. */
  readonly halfOpenAfterMs?: number
  readonly onOpen?: () => void
}

export interface Breaker<T> {
  /**
   * Runs the call unless the circuit is open; `undefined` then. `trial` tells the call that its
   * outcome decides about everyone, so that it is not the client's to abandon. What the call throws
   * counts as nothing.
   */
  run(call: (trial: boolean) => Promise<T>): Promise<T | undefined>
  isOpen(): boolean
}

/**
 * Opens when more than half of at least ten calls within 10 s were failures. `isFailure` says what
 * is the upstream's own failure; everything else that a call returns counts as a success.
 */
export const createBreaker = <T>(
  isFailure: (outcome: T) => boolean,
  options: BreakerOptions = {},
): Breaker<T> => {
  const policy = circuitBreaker(
    handleWhenResult((outcome) => isFailure(outcome as T)),
    {
      halfOpenAfter: options.halfOpenAfterMs ?? 2000,
      breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 }),
    },
  )
  policy.onBreak(() => options.onOpen?.())
  return {
    isOpen: () => policy.state !== CircuitState.Closed,
    run: async (call) => {
      // The trial is under way: others would only wait for its outcome.
      if (policy.state === CircuitState.HalfOpen) return undefined
      try {
        return await policy.execute(() => call(policy.state === CircuitState.HalfOpen))
      } catch (error) {
        if (error instanceof BrokenCircuitError) return undefined
        throw error
      }
    },
  }
}
