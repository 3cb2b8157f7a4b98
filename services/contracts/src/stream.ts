import { z } from 'zod'
import { balance, transaction } from './cash'
import { decimal } from './decimal'
import { assetSymbol, timestamp } from './ids'
import { order } from './orders'

/** One price of the stream: mid in US dollars per whole unit, and the source's time. */
export const streamPrice = z.object({
  symbol: assetSymbol,
  price: decimal,
  at: timestamp,
  stale: z.boolean(),
})
export type StreamPrice = z.infer<typeof streamPrice>

/** What a client may send on `/api/v1/stream`. The token comes as a message, never in the URL. */
export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('authenticate'),
    access_token: z.string().max(4096),
    resume_from: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Last sequence seen; events after it follow.' }),
  }),
  z.strictObject({ type: z.literal('subscribe'), symbols: z.array(assetSymbol).max(500) }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
])
export type ClientMessage = z.infer<typeof clientMessage>

/** One event of an account: `seq` is the ledger's sequence, without gaps. */
export const accountEvent = z.object({
  type: z.literal('account'),
  seq: z.int(),
  transaction,
  order: order.nullable(),
})
export type AccountEvent = z.infer<typeof accountEvent>

export const accountSnapshot = z.object({
  type: z.literal('account_snapshot'),
  seq: z.int(),
  balance,
  positions: z.array(z.object({ symbol: assetSymbol, available: decimal, held: decimal })),
})

/** What the server sends. */
export const serverMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('prices_snapshot'), data: z.array(streamPrice) }),
  z.object({ type: z.literal('prices'), data: z.array(streamPrice) }),
  z.object({ type: z.literal('heartbeat'), at: timestamp, counter: z.int() }),
  z.object({ type: z.literal('authenticated'), expires_at: timestamp }),
  z.object({ type: z.literal('error'), code: z.string(), detail: z.string() }),
  accountSnapshot,
  accountEvent,
])
export type ServerMessage = z.infer<typeof serverMessage>
