import 'sonner/dist/styles.css'
import { Toaster, toast } from 'sonner'

export interface ToastWords {
  readonly kind?: 'done' | 'failed'
  readonly title: string
  readonly detail?: string
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

/** The notices, above the phone's bar, in our own look. */
export const Toasts = () => (
  <Toaster
    position="bottom-right"
    offset={44}
    mobileOffset={{ bottom: 72 }}
    toastOptions={{
      unstyled: true,
      classNames: {
        toast:
          'flex w-full items-center gap-3 rounded-3 bg-surface-3 px-4 py-3 text-13 shadow-overlay',
        title: 'font-medium text-fg-0',
        description: 'text-fg-2',
        icon: 'text-fg-2 [&_svg]:size-4',
        error: '[&_[data-icon]]:text-error',
        actionButton: 'ml-auto h-[26px] rounded-1 border px-2 text-12 font-medium text-fg-1',
      },
    }}
  />
)

/** Shows one notice once the toaster stands. */
export const showToast = ({ kind, title, detail, action }: ToastWords): void => {
  const options = {
    ...(detail === undefined ? {} : { description: detail }),
    ...(action === undefined ? {} : { action }),
  }
  // The toaster subscribes in an effect of the render that this notice asked for.
  setTimeout(
    () => (kind === 'failed' ? toast.error(title, options) : toast.success(title, options)),
    50,
  )
}
