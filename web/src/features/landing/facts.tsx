import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { usePreferences } from '../../lib/app-services'
import { boardQuery } from '../../lib/board-query'
import { formatCompact, sum } from '../../lib/format'
import { Skeleton } from '../../ui/skeleton'

/** What the platform's own data says of itself, now. */
export const Facts = () => {
  const { data: board } = useQuery(boardQuery())
  const { locale } = usePreferences()
  const caps = board?.flatMap(({ market_cap }) => market_cap ?? [])
  const tradable = board?.filter(
    ({ status, stale, price }) => status === 'active' && !stale && price !== null,
  )
  return (
    <dl className="mt-7 grid w-full grid-cols-2 gap-2.5 border-t pt-4 sm:grid-cols-4 lg:mt-auto">
      <Fact term="Markets">{board?.length}</Fact>
      <Fact term="Tradable now">{tradable?.length}</Fact>
      <Fact term="Market cap, USD">{caps && formatCompact(sum(caps), locale)}</Fact>
      <Fact term="Categories">
        {board && new Set(board.flatMap(({ categories }) => categories)).size}
      </Fact>
    </dl>
  )
}

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div>
    <dt className="text-12 text-fg-2">{term}</dt>
    <dd className="text-20 font-medium text-fg-0">{children ?? <Skeleton ch={4} />}</dd>
  </div>
)
