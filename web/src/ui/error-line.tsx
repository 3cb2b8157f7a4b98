import { TriangleAlert } from 'lucide-react'
import { ApiError, describeFailure, requestIdOf } from '../lib/failure'
import { formatTime } from '../lib/format'
import { Button } from './button'

interface ErrorLineProps {
  /** What could not be done: "Could not load open orders". */
  readonly what: string
  readonly error: unknown
  /** Since when, epoch ms; React Query's `errorUpdatedAt`. */
  readonly since?: number
  readonly onRetry?: () => void
}

/** The line at the top of a region that keeps its last content: what failed, since when, Retry, the id to quote. */
export const ErrorLine = ({ what, error, since, onRetry }: ErrorLineProps) => {
  const requestId = requestIdOf(error)
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-gutter py-2 text-12 text-fg-1"
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-error" />
      <span className="min-w-0">
        {what}. {error instanceof ApiError && describeFailure(error.failure)}
        {since !== undefined && <span className="text-fg-2"> Since {formatTime(since)} UTC.</span>}
      </span>
      {requestId !== undefined && <CopyId id={requestId} />}
      {onRetry && (
        <Button size="s" onClick={onRetry} className="ml-auto">
          Retry
        </Button>
      )}
    </div>
  )
}

const CopyId = ({ id }: { readonly id: string }) => (
  <button
    type="button"
    title="Copy the request id"
    onClick={() => void navigator.clipboard.writeText(id)}
    className="max-w-full truncate rounded-1 font-mono text-12 text-fg-2 hover:text-fg-0"
  >
    {id}
  </button>
)
