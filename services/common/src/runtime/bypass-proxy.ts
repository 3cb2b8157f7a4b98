/**
 * Lets `fetch` reach a host of our own directly where the environment names an HTTP proxy for the
 * world outside. Bun reads NO_PROXY at each call and has no such option on the call itself.
 */
export function bypassProxy(host: string): void {
  const { env } = process
  if ((env['HTTP_PROXY'] ?? env['http_proxy'] ?? '') === '') return
  const listed = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').filter((part) => part !== '')
  if (listed.includes(host)) return
  const value = [...listed, host].join(',')
  env['NO_PROXY'] = value
  env['no_proxy'] = value
}
