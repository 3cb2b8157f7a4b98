import { z } from 'zod'
import { endpoint } from './endpoint'
import { sessionId, timestamp, userId } from './ids'

export const username = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{1,30})[a-z0-9]$/,
    'must be 3 to 32 of a-z, 0-9, . _ - (lower case)',
  )

const emailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@]{1,64}@[^\s@]{1,185}\.[^\s@.]{2,}$/, 'must be an email address')

/** Length is checked in bytes after normalisation; here only what bounds the work. */
export const password = z.string().min(1).max(512)
const personName = z.string().trim().min(1).max(80)

export const registerBody = z.strictObject({
  username,
  email: emailAddress,
  password,
  first_name: personName,
  last_name: personName,
})

export const profile = z
  .object({
    id: userId,
    username: z.string(),
    email: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    role: z.enum(['customer', 'admin']),
    status: z.enum(['active', 'frozen']),
    created_at: timestamp,
  })
  .meta({ id: 'Profile' })
export type Profile = z.infer<typeof profile>

/** `refresh_token` is for programs; browsers get it as an httpOnly cookie and send no body to refresh. */
export const tokens = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the access token expires.' }),
    refresh_token: z.string(),
    session_id: sessionId,
    user: profile,
  })
  .meta({ id: 'Tokens' })
export type Tokens = z.infer<typeof tokens>

const session = z
  .object({
    id: sessionId,
    device: z.string(),
    ip: z.string(),
    current: z.boolean(),
    created_at: timestamp,
    last_used_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

const refreshBody = z.strictObject({ refresh_token: z.string().max(256).optional() })

export const register = endpoint({
  operation: 'register',
  method: 'POST',
  path: '/api/v1/auth/register',
  role: 'public',
  tag: 'Auth',
  summary: 'Open an account',
  body: registerBody,
  success: { status: 201, body: profile },
  refusals: ['username_taken', 'email_taken', 'weak_password', 'busy'],
})

export const login = endpoint({
  operation: 'login',
  method: 'POST',
  path: '/api/v1/auth/login',
  role: 'public',
  tag: 'Auth',
  summary: 'Sign in: an access token for ten minutes and a rotating refresh token',
  body: z.strictObject({ username: z.string().min(1).max(254), password }),
  success: { status: 200, body: tokens },
  refusals: ['invalid_credentials', 'login_throttled', 'busy'],
})

export const refresh = endpoint({
  operation: 'refresh',
  method: 'POST',
  path: '/api/v1/auth/refresh',
  role: 'public',
  tag: 'Auth',
  summary: 'Exchange the refresh token (body or cookie) for new tokens',
  body: refreshBody,
  success: { status: 200, body: tokens },
  refusals: ['refresh_rejected', 'origin_refused'],
})

export const logout = endpoint({
  operation: 'logout',
  method: 'POST',
  path: '/api/v1/auth/logout',
  role: 'customer',
  tag: 'Auth',
  summary: 'End this session',
  success: { status: 204, body: null },
})

export const resetPassword = endpoint({
  operation: 'resetPassword',
  method: 'POST',
  path: '/api/v1/auth/password-reset',
  role: 'public',
  tag: 'Auth',
  summary: 'Set a new password with a one-time token; ends all sessions',
  body: z.strictObject({ token: z.string().min(1).max(256), password }),
  success: { status: 204, body: null },
  refusals: ['reset_token_invalid', 'weak_password', 'busy'],
})

export const listSessions = endpoint({
  operation: 'listSessions',
  method: 'GET',
  path: '/api/v1/auth/sessions',
  role: 'customer',
  tag: 'Auth',
  summary: 'Devices that are signed in',
  success: { status: 200, body: z.object({ data: z.array(session), next_cursor: z.null() }) },
})

export const revokeSession = endpoint({
  operation: 'revokeSession',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/{id}',
  role: 'customer',
  tag: 'Auth',
  summary: 'Sign a device out',
  params: z.strictObject({ id: sessionId }),
  success: { status: 204, body: null },
  refusals: ['not_found'],
})

export const changePassword = endpoint({
  operation: 'changePassword',
  method: 'POST',
  path: '/api/v1/auth/password',
  role: 'customer',
  tag: 'Auth',
  summary: 'Change the password; ends all other sessions',
  body: z.strictObject({ current_password: password, new_password: password }),
  success: { status: 204, body: null },
  refusals: ['invalid_credentials', 'weak_password', 'login_throttled', 'busy'],
})

export const getProfile = endpoint({
  operation: 'getProfile',
  method: 'GET',
  path: '/api/v1/profile',
  role: 'customer',
  tag: 'Profile',
  summary: 'Who I am',
  success: { status: 200, body: profile },
})

export const updateProfile = endpoint({
  operation: 'updateProfile',
  method: 'PATCH',
  path: '/api/v1/profile',
  role: 'customer',
  tag: 'Profile',
  summary: 'Change name or email',
  body: z.strictObject({
    email: emailAddress.optional(),
    first_name: personName.optional(),
    last_name: personName.optional(),
  }),
  success: { status: 200, body: profile },
  refusals: ['email_taken', 'wrong_state', 'busy'],
})
