import { z } from 'zod'

/** Opaque id of a user; the user's one trading account carries the same id. */
export const userId = z
  .string()
  .regex(/^usr_[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a user id')
  .brand<'UserId'>()
export type UserId = z.infer<typeof userId>

/** Opaque id of a session: one device that is signed in. */
export const sessionId = z
  .string()
  .regex(/^ses_[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a session id')
  .brand<'SessionId'>()
export type SessionId = z.infer<typeof sessionId>

/** The id of an order: what the client chose as `client_order_id`, else a ULID. */
export const orderId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
  .brand<'OrderId'>()

/** The client's key of a deposit or withdrawal; with the account it is the transfer's id. */
export const idempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
  .brand<'IdempotencyKey'>()

/** An asset's ticker symbol, upper case. */
export const assetSymbol = z
  .string()
  .regex(/^[A-Z0-9]{1,12}$/, 'must be an asset symbol such as BTC')
  .brand<'AssetSymbol'>()
export type AssetSymbol = z.infer<typeof assetSymbol>

/** A time on the wire: RFC 3339 in UTC. */
export const timestamp = z.iso
  .datetime()
  .meta({ id: 'Timestamp', example: '2026-01-31T12:00:00.000Z' })
