import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

export const AdminPage = () => (
  <Page title="Admin">
    <EmptyState>This page is being built.</EmptyState>
  </Page>
)
