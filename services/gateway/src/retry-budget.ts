/** Says whether one more attempt may be made: an outage must not be multiplied by its victims. */
export interface RetryBudget {
  /** A first attempt: earns a tenth of a retry. */
  earn(): void
  /** Whether a retry is left, and takes it. */
  spend(): boolean
}

/** `ratio` retries for each request, at most `reserve` of them saved up. */
export const retryBudget = (ratio = 0.1, reserve = 10): RetryBudget => {
  let saved = reserve
  return {
    earn: () => {
      saved = Math.min(reserve, saved + ratio)
    },
    spend: () => {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
