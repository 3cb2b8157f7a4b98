import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

export const PortfolioPage = () => (
  <Page title="Portfolio">
    <EmptyState>This page is being built.</EmptyState>
  </Page>
)
