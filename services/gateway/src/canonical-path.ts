/**
 * The path that routes are matched by and that goes to the upstream: dot segments are gone and
 * needless percent-encoding is undone, so that both sides always read the same path.
 */
export const canonicalPath = (request: Request): string => {
  const { pathname } = new URL(request.url)
  if (!pathname.includes('%')) return pathname
  const decoded = pathname.replace(ENCODED, (text, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : text
  })
  return new URL(`http://gateway${decoded}`).pathname
}

const ENCODED = /%([0-9A-Fa-f]{2})/g
const UNRESERVED = /^[A-Za-z0-9._~-]$/
