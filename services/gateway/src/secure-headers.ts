/** Sets what every answer carries; a Content-Security-Policy that the answer has already stays. */
export type SecureHeaders = (headers: Headers) => void

/** An https public URL adds HSTS: browsers then never fall back to http. */
export const secureHeaders = (publicUrl: string): SecureHeaders => {
  const fixed: readonly (readonly [string, string])[] = [
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ...(publicUrl.startsWith('https:')
      ? ([['strict-transport-security', 'max-age=31536000']] as const)
      : []),
  ]
  return (headers) => {
    for (const [name, value] of fixed) headers.set(name, value)
    for (const name of LEAKING) headers.delete(name)
    if (headers.has('content-security-policy')) return
    const isPage = headers.get('content-type')?.startsWith('text/html') === true
    headers.set('content-security-policy', isPage ? PAGE_POLICY : API_POLICY)
  }
}

/** A page of our own: everything from this origin, nothing inline but what `extra` allows. */
export const pagePolicy = (extra: { readonly style?: string } = {}): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${extra.style ? ` ${extra.style}` : ''}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

const PAGE_POLICY = pagePolicy()
const API_POLICY = "default-src 'none'; frame-ancestors 'none'"
const LEAKING = ['server', 'x-powered-by', 'via']
