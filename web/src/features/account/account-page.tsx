import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

export const AccountPage = () => (
  <Page title="Account">
    <EmptyState>This page is being built.</EmptyState>
  </Page>
)
