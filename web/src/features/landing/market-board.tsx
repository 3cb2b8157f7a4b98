import type { Asset } from '@bourse/contracts/assets'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { usePreferences } from '../../lib/app-services'
import { boardQuery } from '../../lib/board-query'
import { formatCompact, formatTime } from '../../lib/format'
import { useNow } from '../../lib/use-now'
import { AssetName } from '../../ui/asset-icon'
import { Badge } from '../../ui/badge'
import { ErrorLine } from '../../ui/error-line'
import { LiveControl } from '../../ui/live-control'
import { AssetFlag, AssetPrice, Price } from '../../ui/price'
import { Skeleton } from '../../ui/skeleton'
import { Cell, Head, Table } from '../../ui/table'

const ROWS = 14

/** The platform's largest markets, ticking; labelled when the market is simulated. */
export const MarketBoard = () => {
  const { data: board, error, errorUpdatedAt, refetch } = useQuery(boardQuery())
  return (
    <section aria-label="Markets" className="border-line max-lg:border-t lg:border-l">
      <div className="flex min-h-14 items-center gap-3 px-gutter sm:pr-8">
        <h2 className="text-13 font-medium text-fg-0">Markets</h2>
        {board && <span className="-ml-1.5 text-fg-2">{board.length}</span>}
        {board?.some(({ price_source }) => price_source === 'simulated') && (
          <Badge>Simulated market</Badge>
        )}
        <div className="ml-auto">
          <LiveControl />
        </div>
      </div>
      {error && (
        <ErrorLine
          what="Could not load the market"
          error={error}
          since={errorUpdatedAt}
          onRetry={() => void refetch()}
        />
      )}
      <Table
        label="Largest markets"
        twoLines
        className="[--row:40px] [&_:is(th,td):last-child]:sm:pr-8 [&_th]:border-t"
      >
        <thead>
          <tr>
            <Head>Asset</Head>
            <Head num>Price, USD</Head>
            <Head num className="max-md:hidden">
              Bid
            </Head>
            <Head num className="max-md:hidden">
              Ask
            </Head>
            <Head num>Market cap</Head>
          </tr>
        </thead>
        <tbody>
          {board ? (
            board.slice(0, ROWS).map((asset) => <Row key={asset.symbol} asset={asset} />)
          ) : (
            <SkeletonRows />
          )}
        </tbody>
      </Table>
      <Foot board={board} />
    </section>
  )
}

const Row = ({ asset }: { readonly asset: Asset }) => {
  const { locale } = usePreferences()
  return (
    <tr>
      <Cell place={1}>
        <Link
          to="/markets/$symbol"
          params={{ symbol: asset.symbol }}
          className="inline-flex max-w-full items-center gap-1.5 hover:[&_b]:text-accent"
        >
          <AssetName symbol={asset.symbol} name={asset.name} />
          <Flag asset={asset} />
        </Link>
      </Cell>
      <Cell num place={2}>
        <AssetPrice asset={asset} align={4} />
      </Cell>
      <Cell num className="text-fg-2! max-md:hidden">
        <Price value={asset.bid} stale={asset.stale} align={4} />
      </Cell>
      <Cell num className="text-fg-2! max-md:hidden">
        <Price value={asset.ask} stale={asset.stale} align={4} />
      </Cell>
      <Cell num place={4} className="text-fg-2!">
        {asset.market_cap === null ? '–' : formatCompact(asset.market_cap, locale)}
      </Cell>
      <Cell place={3} className="sm:hidden">
        {asset.categories[0]?.replaceAll('-', ' ')}
      </Cell>
    </tr>
  )
}

/** Ages move with a clock of their own, so that a row renders for its price alone. */
const Flag = ({ asset }: { readonly asset: Asset }) => (
  <AssetFlag asset={asset} now={useNow(15_000)} />
)

const SkeletonRows = () =>
  Array.from({ length: ROWS }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have no other name
    <tr key={row}>
      <Cell place={1}>
        <span className="flex items-center gap-2">
          <span className="skeleton size-5 rounded-full" />
          <Skeleton ch={14} />
        </span>
      </Cell>
      <Cell num place={2}>
        <Skeleton ch={9} />
      </Cell>
      <Cell num className="max-md:hidden">
        <Skeleton ch={9} />
      </Cell>
      <Cell num className="max-md:hidden">
        <Skeleton ch={9} />
      </Cell>
      <Cell num place={4}>
        <Skeleton ch={7} />
      </Cell>
    </tr>
  ))

const Foot = ({ board }: { readonly board: readonly Asset[] | undefined }) => {
  const latest = board
    ?.flatMap(({ price_at }) => price_at ?? [])
    .sort()
    .at(-1)
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 px-gutter py-2.5 sm:pr-8">
      <Link to="/markets" className="link">
        All {board?.length} markets
      </Link>
      {latest !== undefined && (
        <span className="text-12 text-fg-2">List as of {formatTime(latest)} UTC</span>
      )}
    </div>
  )
}
