import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** A word in a small frame. `warn` is for what a person should know: stale, halted. */
export const Badge = ({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'plain' | 'warn'
  readonly children: ReactNode
}) => (
  <span
    className={classNames(
      'inline-block rounded-1 px-[5px] text-12 leading-[18px] whitespace-nowrap',
      tone === 'warn' ? 'bg-warn-tint font-medium text-warn' : 'border text-fg-2',
    )}
  >
    {children}
  </span>
)

export type Status = 'open' | 'half' | 'done' | 'placing' | 'gone' | 'attention' | 'refused'

/** A status as shape and word; colour only where something needs a person. */
export const StatusMark = ({
  status,
  children,
}: {
  readonly status: Status
  readonly children: ReactNode
}) => (
  <span
    className={classNames('inline-flex items-center gap-[7px] whitespace-nowrap', WORDS[status])}
  >
    <svg
      aria-hidden="true"
      width="9"
      height="9"
      viewBox="0 0 9 9"
      fill="none"
      strokeWidth="1.5"
      className="shrink-0"
    >
      {SHAPES[status]}
    </svg>
    {children}
  </span>
)

const WORDS: Readonly<Record<Status, string>> = {
  open: 'text-fg-1',
  half: 'text-fg-1',
  done: 'text-fg-1',
  placing: 'text-fg-0',
  gone: 'text-fg-2',
  attention: 'text-warn',
  refused: 'text-error',
}

const SHAPES: Readonly<Record<Status, ReactNode>> = {
  open: <circle cx="4.5" cy="4.5" r="3.5" stroke="var(--fg-2)" />,
  half: (
    <>
      <circle cx="4.5" cy="4.5" r="3.5" stroke="var(--fg-2)" />
      <path d="M4.5 1a3.500 3.500 0 0 0 0 7z" fill="var(--fg-2)" />
    </>
  ),
  done: <circle cx="4.5" cy="4.5" r="4.25" fill="var(--fg-2)" />,
  placing: <circle cx="4.5" cy="4.5" r="3.5" stroke="var(--accent)" strokeDasharray="1.5 1.6" />,
  gone: <path d="M0.500 4.500h8" stroke="var(--fg-2)" />,
  attention: <path d="M4.500 0.900 8.100 4.500 4.500 8.100 0.900 4.500z" stroke="var(--warn)" />,
  refused: <path d="M0.500 0.500h8v8h-8z" fill="var(--error)" />,
}
