import type { ReactNode } from 'react'

export const Kbd = ({ children }: { readonly children: ReactNode }) => (
  <kbd className="rounded-1 border bg-bg px-[5px] font-sans text-12 leading-[18px] font-medium text-fg-2">
    {children}
  </kbd>
)
