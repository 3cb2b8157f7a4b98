import { getRouteApi } from '@tanstack/react-router'
import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

const route = getRouteApi('/shell/markets/$symbol')

export const AssetPage = () => {
  const { symbol } = route.useParams()
  return (
    <Page title={symbol}>
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  )
}
