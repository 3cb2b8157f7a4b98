import { say } from './terminal'

export interface Welcome {
  readonly url: string
  readonly host: string
  readonly metrics: { readonly port: number; readonly notice?: string }
  readonly marketFeed: string
  readonly dataDir: string
}

/** What a person needs to know after the start. */
export const welcome = ({ url, host, metrics, marketFeed, dataDir }: Welcome): void => {
  say(
    [
      '',
      `Bourse is running at ${url}`,
      '',
      `  API reference   ${url}/docs`,
      `  Make an admin   npm run admin:create -- NAME`,
      `  Prices          ${marketFeed === 'simulated' ? 'simulated' : 'CoinGecko'}`,
      `  Data            ${dataDir}`,
      `  Metrics         http://${host}:${metrics.port}/metrics`,
      ...(metrics.notice ? ['', metrics.notice] : []),
      '',
      'Ctrl-C stops it; data stays.',
    ].join('\n'),
  )
}
