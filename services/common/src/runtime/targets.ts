import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { bypassProxy } from './bypass-proxy'
import { type Clock, systemClock } from './clock'

/** One place to send a request: where to connect, and the `Host` that it expects. */
export interface Target {
  readonly base: string
  readonly host: string
}

export interface Targets {
  /** The next place in turn. Throws when a name has never been found. */
  next(): Promise<Target>
  /** No answer came from this place: others are preferred to it for a while. */
  failed(target: Target): void
}

export interface TargetOptions {
  /** The IP addresses behind a name; the system's resolver unless given. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>
  readonly clock?: Clock
  /** How long found addresses are used before the name is looked up again. */
  readonly freshMs?: number
}

/**
 * Places that take turns. An http URL with a host name stands for all addresses of that name,
 * looked up again every 5 s in the background; while a look-up fails the last ones stay in use.
 * https URLs keep their name, which the certificate is checked against.
 */
export function createTargets(urls: readonly string[], options: TargetOptions = {}): Targets {
  const { clock = systemClock } = options
  const groups = urls.map((url) => targetGroup(new URL(url), { ...options, clock }))
  const sidelined = new Map<string, number>()
  let turn = 0
  const isSidelined = ({ base }: Target) => (sidelined.get(base) ?? 0) > clock.now()
  return {
    next: async () => {
      const all = (await Promise.all(groups.map((group) => group.targets()))).flat()
      const preferred = all.filter((target) => !isSidelined(target))
      const candidates = preferred.length > 0 ? preferred : all
      turn = (turn + 1) % Number.MAX_SAFE_INTEGER
      const target = candidates[turn % candidates.length]
      if (target === undefined) throw new Error('no address is known for the service')
      return target
    },
    failed: ({ base }) => {
      for (const [known, until] of sidelined) if (until <= clock.now()) sidelined.delete(known)
      sidelined.set(base, clock.now() + 5000)
      for (const group of groups) group.refresh()
    },
  }
}

interface TargetGroup {
  targets(): Promise<readonly Target[]>
  refresh(): void
}

interface GroupOptions extends TargetOptions {
  readonly clock: Clock
}

function targetGroup(url: URL, options: GroupOptions): TargetGroup {
  const path = url.pathname === '/' ? '' : url.pathname
  const name = url.hostname.replace(/^\[|\]$/g, '')
  bypassProxy(name)
  if (url.protocol !== 'http:' || isIP(name) !== 0) {
    const fixed = [{ base: `${url.origin}${path}`, host: url.host }]
    return { targets: async () => fixed, refresh: () => {} }
  }
  const toTarget = (address: string): Target => {
    bypassProxy(address)
    const host = isIP(address) === 6 ? `[${address}]` : address
    return { base: `http://${host}:${url.port || '80'}${path}`, host: url.host }
  }
  return resolvedGroup(name, toTarget, options)
}

function resolvedGroup(
  name: string,
  toTarget: (address: string) => Target,
  { clock, freshMs = 5000, resolve = systemResolve }: GroupOptions,
): TargetGroup {
  let known: readonly Target[] = []
  let freshUntil = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined
  const lookUp = async () => {
    try {
      const addresses = await resolve(name)
      if (addresses.length > 0) known = addresses.toSorted().map(toTarget)
    } finally {
      freshUntil = clock.now() + freshMs
      running = undefined
    }
  }
  const refresh = () => {
    running ??= lookUp()
    return running
  }
  return {
    refresh: () => void refresh().catch(() => {}),
    targets: async () => {
      if (known.length === 0) await refresh()
      else if (clock.now() >= freshUntil) void refresh().catch(() => {})
      return known
    },
  }
}

async function systemResolve(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address }) => address)
}
