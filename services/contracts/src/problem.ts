import { z } from 'zod'

/** Every error code of the API with its status and title: the one code-to-status table. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request is malformed' },
  idempotency_key_required: { status: 400, title: 'The Idempotency-Key header is missing' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  invalid_credentials: { status: 401, title: 'The username or password is wrong' },
  refresh_rejected: { status: 401, title: 'The session has ended: sign in again' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  account_frozen: { status: 403, title: 'The account is frozen' },
  origin_refused: { status: 403, title: 'The request comes from a foreign origin' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  username_taken: { status: 409, title: 'The username is taken' },
  email_taken: { status: 409, title: 'The email address is taken' },
  wrong_state: { status: 409, title: 'The current state does not allow this' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Send application/json' },
  invalid_request: { status: 422, title: 'The request is invalid' },
  weak_password: { status: 422, title: 'The password is too easy to guess' },
  reset_token_invalid: { status: 422, title: 'The reset link is invalid or used' },
  idempotency_key_reused: { status: 422, title: 'The key was used for another request' },
  unknown_asset: { status: 422, title: 'The asset does not exist' },
  asset_halted: { status: 422, title: 'Trading of the asset is halted' },
  trading_halted: { status: 422, title: 'Trading is halted' },
  insufficient_funds: { status: 422, title: 'Not enough available' },
  below_minimum: { status: 422, title: 'The amount is below the minimum' },
  above_maximum: { status: 422, title: 'The amount is above the maximum' },
  too_many_decimals: { status: 422, title: 'Too many decimals' },
  daily_limit_exceeded: { status: 422, title: 'The daily limit is reached' },
  rate_limited: { status: 429, title: 'Too many requests' },
  login_throttled: { status: 429, title: 'Too many sign-in attempts' },
  internal: { status: 500, title: 'Something went wrong' },
  price_stale: { status: 503, title: 'The price is too old to trade on' },
  store_unavailable: { status: 503, title: 'The store does not answer' },
  busy: { status: 503, title: 'The service is busy' },
  upstream_unavailable: { status: 503, title: 'A service does not answer' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** The body of every error, RFC 9457 `application/problem+json`. `errors` never echoes a value. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    request_id: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>
