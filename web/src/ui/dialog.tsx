import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button'
import { classNames } from './class-names'

interface OverlayProps {
  readonly open: boolean
  /** Without it the overlay cannot be dismissed. */
  readonly onClose?: () => void
  readonly title: string
  readonly description?: ReactNode
  readonly children: ReactNode
}

/** A question in the middle of the page; on phones it rises from the bottom edge. */
export const Dialog = (props: OverlayProps) => (
  <Overlay
    {...props}
    className="inset-x-0 bottom-0 rounded-t-3 motion-safe:animate-[rise_var(--d-3)_var(--ease)] sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[440px] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-3 sm:motion-safe:animate-[appear_var(--d-2)_var(--ease)]"
  />
)

/** A panel for acting: from the bottom edge on phones, at the right edge otherwise. */
export const Sheet = (props: OverlayProps) => (
  <Overlay
    {...props}
    className="inset-x-0 bottom-0 rounded-t-3 motion-safe:animate-[rise_var(--d-3)_var(--ease)] sm:inset-x-auto sm:inset-y-0 sm:right-0 sm:max-h-none sm:w-[400px] sm:rounded-none"
  />
)

const Overlay = ({
  open,
  onClose,
  title,
  description,
  children,
  className,
}: OverlayProps & { readonly className: string }) => (
  <Radix.Root open={open} onOpenChange={(next) => !next && onClose?.()}>
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-scrim motion-safe:animate-[appear_var(--d-2)_var(--ease)]" />
      <Radix.Content
        {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        className={classNames(
          'fixed z-50 flex max-h-[92dvh] flex-col bg-surface-3 pb-safe shadow-overlay outline-none focus-visible:rounded-3 focus-visible:shadow-overlay',
          className,
        )}
      >
        <header className="flex items-center gap-3 px-4 pt-3 pb-1 sm:px-5 sm:pt-4">
          <Radix.Title className="text-15 font-semibold text-fg-0">{title}</Radix.Title>
          {onClose && (
            <Radix.Close asChild>
              <IconButton label="Close" className="-mr-3 ml-auto sm:-mr-2">
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          )}
        </header>
        <div className="min-h-0 overflow-y-auto px-4 pb-5 sm:px-5">
          {description !== undefined && (
            <Radix.Description asChild>
              <div className="mb-4 text-fg-1">{description}</div>
            </Radix.Description>
          )}
          {children}
        </div>
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)
