import { getLedger } from '@bourse/contracts/admin'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Api } from '../../lib/api'
import { useApi, useConnection, usePrices } from '../../lib/app-services'
import { boardQuery } from '../../lib/board-query'
import { formatAge, formatDateTime, formatTime } from '../../lib/format'
import type { Connection } from '../../lib/stream'
import { useNow } from '../../lib/use-now'
import { Kbd } from '../../ui/kbd'
import { ConnectionDot } from '../../ui/live-control'

interface StatusLineProps {
  readonly role: 'customer' | 'admin' | undefined
  readonly openShortcuts: () => void
}

/** What one may rely on now: connection, source of prices, stale and halted markets, ledger, UTC time. */
export const StatusLine = ({ role, openShortcuts }: StatusLineProps) => {
  const connection = useConnection()
  return (
    <footer className="hidden items-center gap-5 overflow-hidden border-t pr-gutter pl-4 text-12 whitespace-nowrap text-fg-2 sm:flex">
      <span role="status" className="inline-flex items-center gap-[7px] text-fg-1">
        <ConnectionDot connection={connection} />
        {inWords(connection)}
      </span>
      <MarketState />
      {role === 'admin' && <LedgerState />}
      <span className="flex-1" />
      <button
        type="button"
        onClick={openShortcuts}
        className="hidden items-center gap-1.5 hover:text-fg-0 rail:inline-flex"
      >
        <Kbd>?</Kbd> Shortcuts
      </button>
      <span className="hidden rail:inline">Version {__APP_VERSION__}</span>
      <Clock />
    </footer>
  )
}

const MarketState = () => {
  const { data: board } = useQuery(boardQuery())
  const prices = usePrices()
  if (!board) return null
  const stale = board.filter(({ symbol, stale }) => prices.get(symbol)?.stale ?? stale).length
  const halted = board.filter(({ status }) => status === 'halted').length
  const worries = [stale > 0 && `${stale} stale`, halted > 0 && `${halted} halted`]
    .filter(Boolean)
    .join(', ')
  return (
    <>
      <span>{sourceInWords(board)}</span>
      <span className="hidden md:inline">
        {board.length} markets {worries && <span className="ml-1 text-warn">{worries}</span>}
      </span>
    </>
  )
}

const sourceInWords = (board: readonly { readonly price_source: string | null }[]): string => {
  const sources = new Set(board.map(({ price_source }) => price_source))
  if (sources.has('simulated')) return 'Simulated market'
  return sources.has('coingecko') ? 'Prices from CoinGecko' : 'No prices yet'
}

const ledgerStateQuery = (api: Api) =>
  queryOptions({
    queryKey: ['admin', 'ledger'],
    queryFn: ({ signal }) => api.read(getLedger, { signal }),
    refetchInterval: 60_000,
  })

const LedgerState = () => {
  const { data } = useQuery(ledgerStateQuery(useApi()))
  const now = useNow(10_000)
  if (!data) return null
  if (data.violation_count > 0)
    return <span className="text-error">{data.violation_count} ledger violations</span>
  if (data.last_pass_at === null) return <span>Ledger not verified yet</span>
  return <span>Ledger verified {formatAge(now - Date.parse(data.last_pass_at))} ago</span>
}

const Clock = () => {
  const now = useNow(1000)
  const [day = ''] = formatDateTime(now, 0).split(',')
  return (
    <span>
      <span className="hidden md:inline">{day}, </span>
      <span className="text-fg-1">{formatTime(now)}</span> UTC
    </span>
  )
}

const inWords = (connection: Connection): string => {
  switch (connection.kind) {
    case 'live':
      return 'Connected'
    case 'connecting':
      return 'Connecting'
    case 'reconnecting':
      return `Reconnecting, prices from ${formatTime(connection.since)}`
    case 'paused':
      return `Paused at ${formatTime(connection.since)}`
  }
}
