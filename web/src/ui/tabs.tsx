import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { tabClass } from './tabs-look'

interface TabsProps<V extends string> {
  /** What the tabs switch between. */
  readonly label: string
  readonly value: V
  readonly onValue: (value: V) => void
  readonly tabs: readonly {
    readonly value: V
    readonly label: ReactNode
    readonly count?: number
  }[]
  /** At the right end of the row. */
  readonly aside?: ReactNode
  /** The content of the chosen tab. */
  readonly children: ReactNode
  readonly className?: string
}

/** Tabs over one panel; arrow keys move between them. */
export const Tabs = <V extends string>({ label, tabs, aside, children, ...rest }: TabsProps<V>) => (
  <Radix.Root
    value={rest.value}
    onValueChange={(value) => rest.onValue(value as V)}
    className={rest.className}
  >
    <div className="flex items-center justify-between gap-4 border-b px-gutter">
      <Radix.List aria-label={label} className="no-scrollbar flex gap-5 overflow-x-auto">
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={tabClass}>
            {tab.label}
            {tab.count !== undefined && <span className="font-normal text-fg-2">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {aside}
    </div>
    <Radix.Content value={rest.value} tabIndex={-1} className="outline-none">
      {children}
    </Radix.Content>
  </Radix.Root>
)
