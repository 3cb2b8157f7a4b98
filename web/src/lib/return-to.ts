/** A path of this site to go to after signing in; anything else is the dashboard. */
export const returnPath = (wanted: string | undefined): string =>
  wanted !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(wanted) ? wanted : '/dashboard'
