import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { classNames } from './class-names'
import type { MenuItem, MenuProps } from './menu'

/** The menu itself, open at first: loaded by Menu when it is wanted. */
export const OpenMenu = ({ label, items, align = 'end', className, children }: MenuProps) => (
  <DropdownMenu.Root defaultOpen modal={false}>
    <DropdownMenu.Trigger aria-label={label} className={className}>
      {children}
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align={align}
        sideOffset={6}
        collisionPadding={8}
        className="z-50 min-w-52 rounded-3 bg-surface-3 p-1 shadow-overlay outline-none focus-visible:rounded-3 focus-visible:shadow-overlay motion-safe:animate-[appear_var(--d-2)_var(--ease)]"
      >
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items of a menu do not move while it is open
          <Entry key={index} item={item} />
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)

const Entry = ({ item }: { readonly item: MenuItem | 'line' | string }) => {
  if (item === 'line') return <DropdownMenu.Separator className="my-1 h-px bg-line" />
  if (typeof item === 'string') {
    return (
      <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-12 text-fg-2">
        {item}
      </DropdownMenu.Label>
    )
  }
  const content = (
    <>
      {item.icon}
      <span className="flex-1">{item.label}</span>
      {item.keys && <span className="text-12 text-fg-2">{item.keys}</span>}
      {item.checked && <Check aria-hidden className="text-accent" />}
    </>
  )
  const look = classNames(
    'flex h-11 cursor-pointer items-center gap-2.5 rounded-2 px-2.5 text-fg-1 outline-none select-none data-[disabled]:text-fg-3 data-[highlighted]:bg-surface-2 data-[highlighted]:text-fg-0 focus-visible:shadow-none sm:h-8 [&_svg]:size-4',
    item.danger && 'text-error data-[highlighted]:text-error',
  )
  const shared = { className: look, onSelect: item.onSelect, disabled: item.disabled ?? false }
  if (item.checked === undefined)
    return <DropdownMenu.Item {...shared}>{content}</DropdownMenu.Item>
  return (
    <DropdownMenu.CheckboxItem {...shared} checked={item.checked}>
      {content}
    </DropdownMenu.CheckboxItem>
  )
}
