import {
  CandlestickChart,
  ChartPie,
  House,
  List,
  type LucideIcon,
  ShieldCheck,
  User,
  Wallet,
} from 'lucide-react'

export interface Destination {
  readonly to:
    | '/dashboard'
    | '/trade'
    | '/portfolio'
    | '/markets'
    | '/account'
    | '/profile'
    | '/admin'
  readonly label: string
  readonly icon: LucideIcon
  /** The letter after `g`. */
  readonly key: string
}

export const DASHBOARD: Destination = {
  to: '/dashboard',
  label: 'Dashboard',
  icon: House,
  key: 'd',
}
export const TRADE: Destination = { to: '/trade', label: 'Trade', icon: CandlestickChart, key: 't' }
export const PORTFOLIO: Destination = {
  to: '/portfolio',
  label: 'Portfolio',
  icon: ChartPie,
  key: 'p',
}
export const MARKETS: Destination = { to: '/markets', label: 'Markets', icon: List, key: 'm' }
export const ACCOUNT: Destination = { to: '/account', label: 'Account', icon: Wallet, key: 'a' }
export const PROFILE: Destination = { to: '/profile', label: 'Profile', icon: User, key: 'u' }
export const ADMIN: Destination = { to: '/admin', label: 'Admin', icon: ShieldCheck, key: 'x' }

export interface Destinations {
  readonly main: readonly Destination[]
  readonly low: readonly Destination[]
  /** The phone's bar of five, or what a stranger may see. */
  readonly phone: readonly Destination[]
}

/** Where a person may go; strangers see the public pages only. */
export const destinationsOf = (role: 'customer' | 'admin' | undefined): Destinations => {
  if (role === undefined) return { main: [MARKETS, TRADE], low: [], phone: [MARKETS, TRADE] }
  return {
    main: [DASHBOARD, TRADE, PORTFOLIO, MARKETS, ACCOUNT],
    low: role === 'admin' ? [ADMIN, PROFILE] : [PROFILE],
    phone: [{ ...DASHBOARD, label: 'Home' }, MARKETS, TRADE, PORTFOLIO, ACCOUNT],
  }
}
