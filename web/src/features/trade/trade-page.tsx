import { getRouteApi } from '@tanstack/react-router'
import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

const route = getRouteApi('/shell/trade/$symbol')

export const TradePage = () => {
  const { symbol } = route.useParams()
  return (
    <Page title={symbol}>
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  )
}
