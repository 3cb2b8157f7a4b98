import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Button, ButtonLink } from '../../ui/button'

/** For a page that failed altogether: its code did not load, or it has a fault. */
export const PageError = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div role="alert" className="grid gap-4 px-gutter py-16 sm:px-10">
      <title>Something went wrong · Bourse</title>
      <h1 className="text-28 font-medium text-fg-0">This page could not be shown.</h1>
      <p className="max-w-prose">
        {error instanceof Error && error.message} Your money is not affected: what you confirmed is
        in your account's records.
      </p>
      <div className="flex gap-2">
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        <ButtonLink to="/">Start page</ButtonLink>
      </div>
    </div>
  )
}
