import { Dialog } from '../../ui/dialog'
import { Kbd } from '../../ui/kbd'
import type { Destination } from './navigation'

interface ShortcutsDialogProps {
  readonly destinations: readonly Destination[]
  readonly onClose: () => void
}

/** Every key of the shell. */
export const ShortcutsDialog = ({ destinations, onClose }: ShortcutsDialogProps) => (
  <Dialog open title="Keyboard shortcuts" onClose={onClose}>
    <dl className="grid gap-1 pt-2">
      <Row keys={['⌘', 'K']} what="Search markets, pages, actions (Ctrl K)" />
      <Row keys={['?']} what="These shortcuts" />
      {destinations.map(({ to, label, key }) => (
        <Row key={to} keys={['g', key]} what={label} />
      ))}
    </dl>
  </Dialog>
)

const Row = ({ keys, what }: { readonly keys: readonly string[]; readonly what: string }) => (
  <div className="flex h-8 items-center justify-between">
    <dt>{what}</dt>
    <dd className="flex gap-1">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </dd>
  </div>
)
