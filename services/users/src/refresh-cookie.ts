import { type Rejection, reject } from '@bourse/common/domain/rejection'

const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:')

/** The cookie's name; with https the browser itself refuses one set by a neighbouring host. */
const refreshCookieName = (publicUrl: string): string =>
  isSecure(publicUrl) ? '__Host-bourse-refresh' : 'bourse-refresh'

/** Sets the refresh cookie: out of reach of scripts and of other sites. */
export const refreshCookie = (publicUrl: string, token: string, maxAgeS: number): string =>
  [
    `${refreshCookieName(publicUrl)}=${token}`,
    'Path=/',
    `Max-Age=${Math.max(0, Math.floor(maxAgeS))}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure(publicUrl) ? ['Secure'] : []),
  ].join('; ')

/** Removes the refresh cookie. */
export const clearedCookie = (publicUrl: string): string => refreshCookie(publicUrl, '', 0)

/** The refresh token of a request's cookies. */
export const cookieToken = (request: Request, publicUrl: string): string | undefined => {
  const name = refreshCookieName(publicUrl)
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1) || undefined
}

/** Refuses a cookie that another site's page sent along: a browser says where a request comes from. */
export const refuseForeignOrigin = (
  request: Request,
  allowed: { publicUrl: string; corsOrigins: readonly string[] },
): Rejection | undefined => {
  const origin = request.headers.get('origin')
  const isListed = origin !== null && [allowed.publicUrl, ...allowed.corsOrigins].includes(origin)
  // Set by the browser alone, out of a page's reach (Fetch Metadata).
  if (isListed || request.headers.get('sec-fetch-site') === 'same-origin') return undefined
  return reject('origin_refused', "A cookie is taken from the platform's own pages only.")
}
