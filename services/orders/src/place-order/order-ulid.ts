const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A ULID whose random part is the account's sequence: within an account it sorts exactly as orders
 * were committed, even within a millisecond and from several processes, so a page of a list never
 * gains a row behind its cursor. `now` in epoch milliseconds.
 */
export const orderUlid = (now: number, seq: bigint): string =>
  ((BigInt(now) << 80n) | seq)
    .toString(32)
    .padStart(26, '0')
    .replace(/./g, (digit) => CROCKFORD.charAt(Number.parseInt(digit, 32)))
