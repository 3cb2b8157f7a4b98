import { Pause, Play } from 'lucide-react'
import { useConnection, useServices } from '../lib/app-services'
import { formatTime } from '../lib/format'
import type { Connection } from '../lib/stream'
import { classNames } from './class-names'

/** Says whether prices move, and stops or continues them (WCAG 2.2.2). On every page with prices. */
export const LiveControl = () => {
  const { stream } = useServices()
  const connection = useConnection()
  const isPaused = connection.kind === 'paused'
  const Icon = isPaused ? Play : Pause
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would frame two words in the top bar
    <div
      role="group"
      aria-label="Live prices"
      className="flex h-8 items-center rounded-2 border sm:h-7"
    >
      <span className="inline-flex items-center gap-[7px] border-r px-2.5 whitespace-nowrap text-fg-1">
        <ConnectionDot connection={connection} />
        {shortly(connection)}
      </span>
      <button
        type="button"
        onClick={() => stream.setPaused(!isPaused)}
        aria-label={isPaused ? 'Resume live prices' : 'Pause live prices'}
        className="flex h-full min-w-9 items-center justify-center gap-1 rounded-r-2 pr-2.5 pl-1.5 text-fg-2 hover:text-fg-0 max-sm:px-0 [&_svg]:size-3.5"
      >
        <Icon aria-hidden />
        <span className="max-sm:hidden">{isPaused ? 'Resume' : 'Pause'}</span>
      </button>
    </div>
  )
}

/** The dot is neutral; its shape and the word beside it carry the state. */
export const ConnectionDot = ({ connection }: { readonly connection: Connection }) => (
  <i
    aria-hidden
    className={classNames(
      'size-1.5 shrink-0 rounded-full',
      connection.kind === 'live' && 'bg-live',
      connection.kind === 'paused' && 'rounded-none bg-live',
      connection.kind === 'connecting' && 'shadow-[inset_0_0_0_1.5px_var(--fg-2)]',
      connection.kind === 'reconnecting' && 'shadow-[inset_0_0_0_1.5px_var(--warn)]',
    )}
  />
)

const shortly = (connection: Connection): string => {
  switch (connection.kind) {
    case 'live':
      return 'Live'
    case 'connecting':
      return 'Connecting'
    case 'reconnecting':
      return 'Reconnecting'
    case 'paused':
      return `Paused ${formatTime(connection.since)}`
  }
}
