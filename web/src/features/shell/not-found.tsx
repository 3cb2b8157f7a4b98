import { ButtonLink } from '../../ui/button'

/** For addresses that lead nowhere, with or without the shell around it. */
export const NotFound = () => (
  <div className="grid gap-4 px-gutter py-16 sm:px-10">
    <title>Not found · Bourse</title>
    <h1 className="text-28 font-medium text-fg-0">There is no page here.</h1>
    <p>The address may be mistyped, or the page may be for somebody else.</p>
    <div className="flex gap-2">
      <ButtonLink to="/markets" variant="primary">
        Markets
      </ButtonLink>
      <ButtonLink to="/">Start page</ButtonLink>
    </div>
  </div>
)
