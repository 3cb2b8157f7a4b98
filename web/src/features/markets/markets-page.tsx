import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

export const MarketsPage = () => (
  <Page title="Markets">
    <EmptyState>This page is being built.</EmptyState>
  </Page>
)
