import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'

export const ProfilePage = () => (
  <Page title="Profile">
    <EmptyState>This page is being built.</EmptyState>
  </Page>
)
