import { isIP } from 'node:net'

export interface AddressSources {
  /** The other end of the connection. */
  readonly socket: string | undefined
  readonly forwardedFor: string | null
  /** How many proxies stand in front; each appended one entry to `X-Forwarded-For`. */
  readonly trustedProxies: number
}

/**
 * The client's address: the connection's, or the entry that the outermost trusted proxy appended,
 * counted from the right, so that entries the client wrote itself never count.
 */
export const clientAddress = (sources: AddressSources): string => {
  const socket = plainAddress(sources.socket ?? '') ?? 'unknown'
  if (sources.trustedProxies === 0 || sources.forwardedFor === null) return socket
  const entries = sources.forwardedFor.split(',').map((entry) => entry.trim())
  const trusted = entries[Math.max(0, entries.length - sources.trustedProxies)]
  return plainAddress(trusted ?? '') ?? socket
}

/** What limits count by: an IPv4 address, or the /64 that one IPv6 subscriber has whole. */
export const addressKey = (address: string): string =>
  isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address

const plainAddress = (text: string): string | undefined => {
  const bare = withoutPort(text)
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
    .replace(/%.*$/, '')
  return isIP(bare) === 0 ? undefined : bare.toLowerCase()
}

const withoutPort = (text: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text

const groupsOf = (address: string): string[] => {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
}
