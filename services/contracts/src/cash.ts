import { z } from 'zod'
import { decimal, signedDecimal } from './decimal'
import { endpoint } from './endpoint'
import { assetSymbol, idempotencyKey, timestamp } from './ids'
import { pageOf, pageQuery } from './page'

export const balance = z
  .object({ currency: z.literal('USD'), available: decimal, held: decimal, total: decimal })
  .meta({ id: 'Balance' })
export type Balance = z.infer<typeof balance>

export const transferStatus = z.enum(['completed', 'pending', 'rejected'])

/** A deposit or a withdrawal; `id` is the Idempotency-Key that made it. */
export const transfer = z
  .object({
    id: idempotencyKey,
    direction: z.enum(['deposit', 'withdrawal']),
    amount: decimal,
    currency: z.literal('USD'),
    status: transferStatus,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Transfer' })
export type Transfer = z.infer<typeof transfer>

const transferBody = z.strictObject({ amount: decimal })
const transferQuery = pageQuery.extend({ status: transferStatus.optional() })

export const getBalance = endpoint({
  operation: 'getBalance',
  method: 'GET',
  path: '/api/v1/balance',
  role: 'customer',
  tag: 'Cash',
  summary: 'Cash: available, held, total',
  success: { status: 200, body: balance },
})

export const createDeposit = endpoint({
  operation: 'createDeposit',
  method: 'POST',
  path: '/api/v1/deposits',
  role: 'customer',
  tag: 'Cash',
  summary: 'Deposit US dollars',
  body: transferBody,
  idempotencyKey: true,
  success: { status: 201, body: transfer },
  refusals: [
    'account_frozen',
    'idempotency_key_reused',
    'below_minimum',
    'above_maximum',
    'too_many_decimals',
    'daily_limit_exceeded',
    'busy',
  ],
})

export const createWithdrawal = endpoint({
  operation: 'createWithdrawal',
  method: 'POST',
  path: '/api/v1/withdrawals',
  role: 'customer',
  tag: 'Cash',
  summary: 'Withdraw US dollars (at once, or after approval where withdrawals are manual)',
  body: transferBody,
  idempotencyKey: true,
  success: { status: 201, body: transfer },
  refusals: [
    'account_frozen',
    'idempotency_key_reused',
    'insufficient_funds',
    'below_minimum',
    'above_maximum',
    'too_many_decimals',
    'daily_limit_exceeded',
    'busy',
  ],
})

export const listDeposits = endpoint({
  operation: 'listDeposits',
  method: 'GET',
  path: '/api/v1/deposits',
  role: 'customer',
  tag: 'Cash',
  summary: 'My deposits',
  query: transferQuery,
  success: { status: 200, body: pageOf(transfer) },
})

export const listWithdrawals = endpoint({
  operation: 'listWithdrawals',
  method: 'GET',
  path: '/api/v1/withdrawals',
  role: 'customer',
  tag: 'Cash',
  summary: 'My withdrawals',
  query: transferQuery,
  success: { status: 200, body: pageOf(transfer) },
})

export const journalType = z.enum([
  'deposit',
  'withdrawal',
  'withdrawal_requested',
  'withdrawal_approved',
  'withdrawal_rejected',
  'buy',
  'sell',
])
export type JournalType = z.infer<typeof journalType>

/** One ledger entry of the account as its owner sees it: only the owner's own movements. */
export const transaction = z
  .object({
    seq: z.int(),
    type: journalType,
    reference: z.string().meta({ description: 'Id of the order or transfer.' }),
    movements: z.array(
      z.object({
        asset: assetSymbol,
        bucket: z.enum(['available', 'held']),
        amount: signedDecimal,
        balance_after: decimal,
      }),
    ),
    created_at: timestamp,
  })
  .meta({ id: 'Transaction' })
export type Transaction = z.infer<typeof transaction>

export const listTransactions = endpoint({
  operation: 'listTransactions',
  method: 'GET',
  path: '/api/v1/transactions',
  role: 'customer',
  tag: 'Cash',
  summary: 'Every ledger movement of the account',
  query: pageQuery.extend({ type: journalType.optional(), asset: assetSymbol.optional() }),
  success: { status: 200, body: pageOf(transaction) },
})

/** Entries oldest first: hash each `canonical`, chain the hashes, add up the postings. */
export const auditProof = z
  .object({
    seq: z.int(),
    head: z.string(),
    balances: z.array(z.object({ asset: assetSymbol, available: decimal, held: decimal })),
    data: z.array(
      z.object({ seq: z.int(), canonical: z.string(), previous: z.string(), hash: z.string() }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'AuditProof' })
export type AuditProof = z.infer<typeof auditProof>

export const getAuditProof = endpoint({
  operation: 'getAuditProof',
  method: 'GET',
  path: '/api/v1/audit/proof',
  role: 'customer',
  tag: 'Cash',
  summary: 'My balances explained by my ledger entries, to check for oneself',
  query: pageQuery,
  success: { status: 200, body: auditProof },
})
