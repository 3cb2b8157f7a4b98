import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { useFieldWiring } from './field'

type SelectProps<V extends string> = Omit<
  ComponentProps<'select'>,
  'value' | 'onChange' | 'children'
> & {
  readonly value: V
  readonly onValue: (value: V) => void
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly selectSize?: 's' | 'm'
}

/** The browser's own select: right on every phone and keyboard, styled where the browser allows. */
export const Select = <V extends string>({
  value,
  onValue,
  options,
  selectSize = 'm',
  className,
  ...rest
}: SelectProps<V>) => (
  <select
    {...useFieldWiring()}
    {...rest}
    value={value}
    onChange={(event) => {
      const chosen = options.find((option) => option.value === event.target.value)
      if (chosen) onValue(chosen.value)
    }}
    className={classNames(
      'select rounded-2 border bg-surface-1 text-fg-0 hover:bg-surface-2 disabled:text-fg-3',
      selectSize === 's'
        ? 'h-11 border-line px-2.5 text-13 sm:h-7 sm:text-12'
        : 'h-12 w-full border-line-control px-3 text-14 sm:h-control-large',
      className,
    )}
  >
    {options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ))}
  </select>
)
