import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'
import { useFieldWiring } from './field'

interface Adornments {
  readonly before?: ReactNode
  readonly after?: ReactNode
  /** `s` is 32 px, for filters and searches. */
  readonly inputSize?: 's' | 'm'
}

/** A line of text, with what belongs before and after it inside the same edge. */
export const Input = ({
  before,
  after,
  inputSize = 'm',
  className,
  ...rest
}: ComponentProps<'input'> & Adornments) => {
  const wiring = useFieldWiring()
  const invalid = rest['aria-invalid'] ?? wiring['aria-invalid']
  return (
    <span className={inputShell(inputSize, invalid === true)}>
      {before}
      <input
        {...wiring}
        {...rest}
        className={classNames(
          'h-full w-0 min-w-0 flex-1 bg-transparent text-fg-0 outline-none placeholder:text-fg-2 focus-visible:shadow-none disabled:text-fg-3',
          inputSize === 's' ? 'px-2.5 text-13' : 'px-3 text-14',
          className,
        )}
      />
      {after}
    </span>
  )
}

/** The edge around a control: 3:1, iris in focus, coral when refused. */
export const inputShell = (size: 's' | 'm', invalid: boolean): string =>
  classNames(
    'flex items-center rounded-2 border bg-surface-1 text-fg-2 focus-within:border-accent focus-within:shadow-[inset_0_0_0_1px_var(--accent)]',
    size === 's' ? 'h-11 sm:h-control' : 'h-12 sm:h-control-large',
    invalid ? 'border-error shadow-[inset_0_0_0_1px_var(--error)]' : 'border-line-control',
  )

/** A button inside an input's edge, such as Show or Max. */
export const InputAction = ({ className, ...rest }: ComponentProps<'button'>) => (
  <button
    type="button"
    {...rest}
    className={classNames(
      'inline-flex h-full shrink-0 items-center gap-1 rounded-r-[5px] border-l border-line px-3 text-13 text-fg-1 hover:text-fg-0 [&_svg]:size-4',
      className,
    )}
  />
)
