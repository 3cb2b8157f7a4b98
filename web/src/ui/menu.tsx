import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from 'react'

export interface MenuItem {
  readonly label: ReactNode
  readonly icon?: ReactNode
  /** Keys that do the same. */
  readonly keys?: string
  /** Shows a mark: one choice of several. */
  readonly checked?: boolean
  readonly disabled?: boolean
  readonly danger?: boolean
  readonly onSelect: () => void
}

export interface MenuProps {
  /** The button's accessible name where its content has none. */
  readonly label?: string
  /** Groups, divided by lines; a string is a heading. */
  readonly items: readonly (MenuItem | 'line' | string)[]
  readonly align?: 'start' | 'end'
  readonly className?: string
  /** The button's content. */
  readonly children: ReactNode
}

/** A button with a menu. The menu's code comes with the first approach, so that no page pays for it. */
export const Menu = (props: MenuProps) => {
  const [wanted, setWanted] = useState(false)
  const button = (
    <MenuButton
      {...props}
      onClick={() => setWanted(true)}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
    />
  )
  if (!wanted) return button
  return (
    <Suspense fallback={button}>
      <OpenMenu {...props} />
    </Suspense>
  )
}

/** The button alone, before there is a menu behind it. */
const MenuButton = ({
  label,
  items: _,
  align: __,
  ...rest
}: MenuProps & ComponentProps<'button'>) => (
  <button type="button" aria-label={label} aria-haspopup="menu" aria-expanded={false} {...rest} />
)

const load = () => import('./open-menu')
const OpenMenu = lazy(async () => ({ default: (await load()).OpenMenu }))
