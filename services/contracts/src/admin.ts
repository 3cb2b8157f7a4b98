import { z } from 'zod'
import { balance, transfer } from './cash'
import { signedDecimal } from './decimal'
import { endpoint } from './endpoint'
import { timestamp, userId } from './ids'
import { pageOf, pageQuery } from './page'
import { profile } from './users'

const adminUser = profile.extend({ balance }).meta({ id: 'AdminUser' })
const userParams = z.strictObject({ id: userId })
const reasonBody = z.strictObject({ reason: z.string().trim().min(1).max(200) })

export const listUsers = endpoint({
  operation: 'listUsers',
  method: 'GET',
  path: '/api/v1/admin/users',
  role: 'admin',
  tag: 'Admin',
  summary: 'Search users by the start of their username',
  query: pageQuery.extend({ q: z.string().trim().toLowerCase().max(32).optional() }),
  success: { status: 200, body: pageOf(profile) },
})

export const getUser = endpoint({
  operation: 'getUser',
  method: 'GET',
  path: '/api/v1/admin/users/{id}',
  role: 'admin',
  tag: 'Admin',
  summary: 'One user with the cash balance',
  params: userParams,
  success: { status: 200, body: adminUser },
  refusals: ['not_found'],
})

export const freezeUser = endpoint({
  operation: 'freezeUser',
  method: 'POST',
  path: '/api/v1/admin/users/{id}/freeze',
  role: 'admin',
  tag: 'Admin',
  summary: 'Freeze: no new orders, deposits or withdrawals',
  params: userParams,
  body: reasonBody,
  success: { status: 200, body: profile },
  refusals: ['not_found'],
})

export const unfreezeUser = endpoint({
  operation: 'unfreezeUser',
  method: 'POST',
  path: '/api/v1/admin/users/{id}/unfreeze',
  role: 'admin',
  tag: 'Admin',
  summary: 'Lift a freeze',
  params: userParams,
  body: reasonBody,
  success: { status: 200, body: profile },
  refusals: ['not_found'],
})

export const createResetLink = endpoint({
  operation: 'createResetLink',
  method: 'POST',
  path: '/api/v1/admin/users/{id}/password-reset',
  role: 'admin',
  tag: 'Admin',
  summary: 'A link, good once and for an hour, with which the user sets a new password',
  params: userParams,
  success: {
    status: 201,
    body: z.object({ url: z.string(), token: z.string(), expires_at: timestamp }),
  },
  refusals: ['not_found'],
})

/** `id` is `<user id>.<idempotency key>`: the two name one withdrawal among all users'. */
export const withdrawalId = z
  .string()
  .regex(/^usr_[0-9A-HJKMNP-TV-Z]{26}\.[A-Za-z0-9_-]{1,64}$/, 'must be a withdrawal id')
const queuedWithdrawal = transfer
  .extend({ id: withdrawalId, user_id: userId, username: z.string() })
  .meta({ id: 'QueuedWithdrawal' })
export type QueuedWithdrawal = z.infer<typeof queuedWithdrawal>
const withdrawalParams = z.strictObject({ id: withdrawalId })

export const listPendingWithdrawals = endpoint({
  operation: 'listPendingWithdrawals',
  method: 'GET',
  path: '/api/v1/admin/withdrawals',
  role: 'admin',
  tag: 'Admin',
  summary: 'Withdrawals that wait for approval, oldest first within a page',
  query: pageQuery,
  success: { status: 200, body: pageOf(queuedWithdrawal) },
})

export const approveWithdrawal = endpoint({
  operation: 'approveWithdrawal',
  method: 'POST',
  path: '/api/v1/admin/withdrawals/{id}/approve',
  role: 'admin',
  tag: 'Admin',
  summary: 'Pay a pending withdrawal out',
  params: withdrawalParams,
  success: { status: 200, body: queuedWithdrawal },
  refusals: ['not_found', 'wrong_state', 'busy'],
})

export const rejectWithdrawal = endpoint({
  operation: 'rejectWithdrawal',
  method: 'POST',
  path: '/api/v1/admin/withdrawals/{id}/reject',
  role: 'admin',
  tag: 'Admin',
  summary: 'Refuse a pending withdrawal; the money is available again',
  params: withdrawalParams,
  body: reasonBody,
  success: { status: 200, body: queuedWithdrawal },
  refusals: ['not_found', 'wrong_state', 'busy'],
})

const auditEvent = z
  .object({
    id: z.string(),
    at: timestamp,
    action: z.string(),
    outcome: z.enum(['ok', 'refused']),
    actor_id: z.string().nullable(),
    subject_id: z.string().nullable(),
    ip: z.string().nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof auditEvent>

export const listAudit = endpoint({
  operation: 'listAudit',
  method: 'GET',
  path: '/api/v1/admin/audit',
  role: 'admin',
  tag: 'Admin',
  summary: "Security events: admins' actions of a day, or of one user in a month",
  query: pageQuery.extend({
    user_id: userId.optional(),
    day: z.iso.date().optional().meta({ description: 'UTC day; today when absent.' }),
  }),
  success: { status: 200, body: pageOf(auditEvent) },
})

/** What the auditor knows. `lag_ms`: age of the oldest account state not verified since it changed. */
export const ledgerReport = z
  .object({
    accounts: z.int(),
    entries_verified: z.int(),
    violations: z.array(
      z.object({
        account_id: z.string(),
        seq: z.int(),
        rule: z.string(),
        detail: z.string(),
        found_at: timestamp,
      }),
    ),
    violation_count: z.int(),
    lag_ms: z.int().nullable(),
    last_pass_at: timestamp.nullable(),
    checkpoint: z
      .object({ at: timestamp, heads_hash: z.string(), signature: z.string(), key_id: z.string() })
      .nullable(),
    totals: z.array(
      z.object({
        asset: z.string(),
        users: signedDecimal,
        house: signedDecimal,
        spread: signedDecimal,
        fees: signedDecimal,
        external: signedDecimal,
        sum: signedDecimal,
      }),
    ),
  })
  .meta({ id: 'LedgerReport' })
export type LedgerReport = z.infer<typeof ledgerReport>

export const getLedger = endpoint({
  operation: 'getLedger',
  method: 'GET',
  path: '/api/v1/admin/ledger',
  role: 'admin',
  tag: 'Admin',
  summary: 'Conservation report: totals per asset, entries verified, violations',
  success: { status: 200, body: ledgerReport },
})
