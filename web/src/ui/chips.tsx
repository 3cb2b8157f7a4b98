import type { ReactNode } from 'react'
import { classNames } from './class-names'

interface ChipsProps<V extends string> {
  readonly label: string
  readonly value: V | undefined
  readonly onValue: (value: V) => void
  readonly chips: readonly {
    readonly value: V
    readonly label: ReactNode
    readonly count?: number
  }[]
  readonly className?: string
}

/** One choice of few: ranges, categories, percentages. Scrolls sideways inside itself on phones. */
export const Chips = <V extends string>({
  label,
  value,
  onValue,
  chips,
  className,
}: ChipsProps<V>) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a scrolling flex row
  <div
    role="group"
    aria-label={label}
    className={classNames('no-scrollbar flex gap-0.5 overflow-x-auto', className)}
  >
    {chips.map((chip) => (
      <button
        key={chip.value}
        type="button"
        aria-pressed={chip.value === value}
        onClick={() => onValue(chip.value)}
        className="inline-flex h-9 shrink-0 items-center justify-center rounded-1 px-3 text-12 font-medium whitespace-nowrap text-fg-2 hover:text-fg-0 aria-pressed:bg-surface-2 aria-pressed:text-fg-0 sm:h-[26px] sm:px-[9px]"
      >
        {chip.label}
        {chip.count !== undefined && (
          <span className="ml-1.5 font-normal text-fg-2">{chip.count}</span>
        )}
      </button>
    ))}
  </div>
)
