import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

export const DashboardPage = () => (
  <Page title="Dashboard">
    <EmptyState>This page is being built.</EmptyState>
  </Page>
)
