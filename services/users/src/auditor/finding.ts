/** What the auditor checks; a finding names the first that does not hold. */
export type Rule =
  | 'missing_entry'
  | 'malformed_entry'
  | 'hash_mismatch'
  | 'chain_broken'
  | 'unbalanced'
  | 'wrong_after'
  | 'negative_balance'
  | 'time_backwards'
  | 'history_rewritten'
  | 'phantom_entry'
  | 'state_missing'
  | 'malformed_state'
  | 'state_behind'
  | 'state_mismatch'
  | 'head_mismatch'
  | 'malformed_position'
  | 'position_mismatch'
  | 'position_missing'
  | 'position_behind'
  | 'position_ahead'

/** A discrepancy at a sequence of an account. */
export interface Finding {
  readonly account: string
  readonly seq: bigint
  readonly rule: Rule
  readonly detail: string
}

/** Reads don't see a transaction as one: these can be a commit seen half, and are looked at again. */
export const MAY_SETTLE: ReadonlySet<Rule> = new Set<Rule>([
  'missing_entry',
  'phantom_entry',
  'state_missing',
  'state_behind',
  'position_missing',
  'position_behind',
  'position_ahead',
])
