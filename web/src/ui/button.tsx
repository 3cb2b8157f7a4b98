import { createLink } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'

export interface ButtonLook {
  /** One `primary` per region: the next step. `buy` and `sell` only for orders. */
  readonly variant?: 'primary' | 'outline' | 'quiet' | 'buy' | 'sell' | 'danger'
  readonly size?: 's' | 'm' | 'l'
  readonly block?: boolean
}

type ButtonProps = ComponentProps<'button'> & ButtonLook & { readonly pending?: boolean }

/** A button with words. While `pending` it keeps its size and words, and takes no second press. */
export const Button = ({ variant, size, block, pending, className, ...rest }: ButtonProps) => (
  <button
    type="button"
    {...rest}
    className={classNames(buttonClass({ variant, size, block }), className)}
    aria-busy={pending || undefined}
    disabled={rest.disabled || pending}
  />
)

/** A link that looks like a button. */
export const ButtonLink = createLink(
  ({ variant, size, block, className, ...rest }: ComponentProps<'a'> & ButtonLook) => (
    <a {...rest} className={classNames(buttonClass({ variant, size, block }), className)} />
  ),
)

type IconButtonProps = ComponentProps<'button'> & {
  readonly label: string
  readonly children: ReactNode
}

/** A button with an icon alone; `label` is its name. 44 px on phones. */
export const IconButton = ({ label, className, ...rest }: IconButtonProps) => (
  <button
    type="button"
    {...rest}
    aria-label={label}
    title={rest.title ?? label}
    className={classNames(
      'relative grid size-11 shrink-0 place-items-center rounded-2 text-fg-2 hover:bg-surface-2 hover:text-fg-0 disabled:text-fg-3 sm:size-8 [&_svg]:size-[18px]',
      className,
    )}
  />
)

/** The classes of a button, for elements that are something else. */
export const buttonClass = ({
  variant = 'outline',
  size = 'm',
  block,
}: LookOf<ButtonLook>): string =>
  classNames(
    'inline-flex items-center justify-center gap-1.5 border font-medium whitespace-nowrap transition-colors duration-(--d-1) [&_svg]:-ml-0.5 [&_svg]:size-4 [&_svg]:shrink-0',
    'disabled:cursor-not-allowed disabled:border-line disabled:bg-transparent disabled:text-fg-3 aria-busy:cursor-progress',
    VARIANTS[variant],
    SIZES[size],
    block && 'w-full',
  )

type LookOf<T> = { readonly [K in keyof T]: T[K] | undefined }

const VARIANTS = {
  primary:
    'border-accent-fill bg-accent-fill text-on-accent hover:border-accent-fill-hover hover:bg-accent-fill-hover',
  outline: 'border-line-control text-fg-0 hover:bg-surface-2',
  quiet: 'border-transparent text-fg-1 hover:bg-surface-2 hover:text-fg-0',
  buy: 'border-up bg-up font-semibold text-on-up hover:opacity-92',
  sell: 'border-down bg-down font-semibold text-on-down hover:opacity-92',
  danger: 'border-error text-error hover:bg-down-tint',
} as const

const SIZES = {
  s: 'h-9 rounded-1 px-3 text-12 sm:h-[26px] sm:px-2',
  m: 'h-11 rounded-2 px-3 text-13 sm:h-control',
  l: 'h-12 rounded-2 px-4 text-14 sm:h-control-large',
} as const
