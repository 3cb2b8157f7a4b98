import type { History, Outcome } from '../../../../tools/checker/history'

/** Someone's account, and the token to use it. */
export interface Account {
  readonly id: string
  readonly token: string
}

/** One request that a client wants done, under a key of its own. */
export interface Wish {
  readonly account: Account
  readonly kind: 'transfer' | 'order'
  readonly key: string
  readonly path: string
  readonly body: Readonly<Record<string, string>>
}

export interface Tally {
  sent: number
  replayed: number
  /** Answers that no fault excuses: signed out, not found, malformed. */
  readonly strange: string[]
  lastOkAt: number
}

const TIMEOUT_MS = 6000
const SYMBOLS = ['BTC', 'ETH', 'SOL', 'DOGE']

/** Draws what to do next: mostly small sums, sometimes more than the account can have. */
export const drawWish = (random: () => number, account: Account, serial: number): Wish => {
  const key = `k${serial}`
  const amount = (random() < 0.1 ? 100_000 : 1 + random() * 300).toFixed(2)
  const pick = random()
  if (pick < 0.3) return transfer({ account, key }, 'deposits', (1 + random() * 200).toFixed(2))
  if (pick < 0.45) return transfer({ account, key }, 'withdrawals', amount)
  const symbol = SYMBOLS[Math.floor(random() * SYMBOLS.length)] ?? 'BTC'
  const side = pick < 0.75 ? 'buy' : 'sell'
  const body = { symbol, side, type: 'market', notional: amount, client_order_id: key }
  return { account, kind: 'order', key, path: '/api/v1/orders', body }
}

const transfer = (of: { account: Account; key: string }, path: string, amount: string): Wish => ({
  ...of,
  kind: 'transfer',
  path: `/api/v1/${path}`,
  body: { amount },
})

/** Sends a wish once and notes what came of it. */
export const send = async (
  url: string,
  wish: Wish,
  into: { history: History; tally: Tally },
): Promise<Outcome> => {
  into.tally.sent++
  const { outcome, answer } = await exchange(url, wish, into.tally)
  into.history.note({ account: wish.account.id, kind: wish.kind, key: wish.key }, outcome, answer)
  if (outcome === 'ok') into.tally.lastOkAt = performance.now()
  return outcome
}

const exchange = async (
  url: string,
  wish: Wish,
  tally: Tally,
): Promise<{ outcome: Outcome; answer: string }> => {
  try {
    const response = await fetch(`${url}${wish.path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${wish.account.token}`,
        'content-type': 'application/json',
        'idempotency-key': wish.key,
      },
      body: JSON.stringify(wish.body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const answer = await response.text()
    if (response.headers.get('idempotent-replayed') === 'true') tally.replayed++
    if (response.status === 201) {
      // I7: the answer is of this account's own request, and of no other's.
      if (!answer.includes(`"id":"${wish.key}"`)) tally.strange.push(`I7 ${wish.key}: ${answer}`)
      return { outcome: 'ok', answer }
    }
    if (response.status >= 500) return { outcome: 'unknown', answer }
    if (response.status !== 422) tally.strange.push(`${wish.path} ${response.status} ${answer}`)
    return { outcome: 'refused', answer }
  } catch {
    return { outcome: 'unknown', answer: '' }
  }
}
