import { formatDecimal, PRICE_SCALE } from '@bourse/common/domain/money'
import { loadCatalogue } from '../src/catalogue/catalogue'

/** How the stand-in answers from now on. */
export type StandInMode =
  | 'ok'
  | 'garbage'
  | 'not_a_list'
  | 'huge'
  | 'hang'
  | 'hang_in_body'
  | 'redirect'
  | { readonly status: number; readonly retryAfter?: string }

export interface StandInRequest {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

export interface CoinGeckoStandIn {
  /** The base URL to give to the feed. */
  readonly url: string
  readonly requests: readonly StandInRequest[]
  setMode(mode: StandInMode): void
  /** Changes a coin's row: `price` as JSON text (`"1e-9"`), `null` for no price. */
  setPrice(id: string, price: string | null): void
  /** Forgets a coin, as when CoinGecko delists it. */
  forget(id: string): void
  stop(): Promise<void>
}

/**
 * A loopback server that answers `/coins/markets` in the shape of the real one. Prices are JSON
 * number texts by CoinGecko id; the catalogue's reference prices by default.
 */
export const startCoinGeckoStandIn = (
  options: {
    readonly port?: number
    readonly prices?: Readonly<Record<string, string | null>>
    /** The time of the prices, in epoch milliseconds. */
    readonly now?: () => number
  } = {},
): CoinGeckoStandIn => {
  const prices = new Map(Object.entries(options.prices ?? referencePrices()))
  const requests: StandInRequest[] = []
  const now = options.now ?? Date.now
  let mode: StandInMode = 'ok'
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: options.port ?? 0,
    idleTimeout: 30,
    fetch: (request) => {
      const url = new URL(request.url)
      const query = Object.fromEntries(url.searchParams)
      requests.push({ path: url.pathname, query, headers: request.headers.toJSON() })
      if (url.pathname !== '/api/v3/coins/markets') return errorBody(404, 'Not Found')
      return mode === 'ok' ? json(`[${rowsFor(query, prices, now()).join(',')}]`) : misbehave(mode)
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}/api/v3`,
    requests,
    setMode: (next) => {
      mode = next
    },
    setPrice: (id, price) => {
      prices.set(id, price)
    },
    forget: (id) => {
      prices.delete(id)
    },
    stop: () => server.stop(true),
  }
}

const referencePrices = (): Record<string, string> =>
  Object.fromEntries(
    loadCatalogue().map((a) => [a.coingeckoId, formatDecimal(a.referencePrice, PRICE_SCALE)]),
  )

const rowsFor = (
  query: Readonly<Record<string, string>>,
  prices: ReadonlyMap<string, string | null>,
  now: number,
): string[] => {
  const { ids = '', per_page = '100' } = query
  const page = ids.split(',').slice(0, Number(per_page))
  return page.flatMap((id, index) => {
    const price = prices.get(id)
    return price === undefined ? [] : [marketRow({ id, price, rank: index + 1, now })]
  })
}

/** The fields of the real answer in their order; the price stands as its raw text. */
const marketRow = (row: { id: string; price: string | null; rank: number; now: number }): string =>
  JSON.stringify({
    id: row.id,
    symbol: row.id.slice(0, 4),
    name: row.id,
    image: `https://coins.example/${row.id}.png`,
    current_price: '@price',
    market_cap: 1827352843000,
    market_cap_rank: row.rank,
    fully_diluted_valuation: 1827352843000,
    total_volume: 48213911023,
    high_24h: 93120,
    low_24h: 90417.55,
    price_change_24h: -812.3391,
    price_change_percentage_24h: -0.87531,
    market_cap_change_24h: -15230448120.5,
    market_cap_change_percentage_24h: -0.82658,
    circulating_supply: 19950000.5,
    total_supply: 19950000.5,
    max_supply: row.rank === 1 ? 21000000.0 : null,
    ath: 126080,
    ath_change_percentage: -27.03045,
    ath_date: '2025-10-06T18:57:42.558Z',
    atl: 67.81,
    atl_change_percentage: 135570.1,
    atl_date: '2013-07-06T00:00:00.000Z',
    roi: row.rank === 1 ? null : { times: 41.87, currency: 'btc', percentage: 4187.3 },
    last_updated: new Date(row.now).toISOString(),
  }).replace('"@price"', () => row.price ?? 'null')

const misbehave = (mode: Exclude<StandInMode, 'ok'>): Response | Promise<Response> => {
  if (typeof mode === 'object') return errorBody(mode.status, 'as asked', mode.retryAfter)
  switch (mode) {
    case 'garbage':
      return new Response('<html><body>Just a moment...</body></html>')
    case 'not_a_list':
      return json('{"status":{"error_code":1020,"error_message":"denied"}}')
    case 'huge':
      return json(`[${' '.repeat(3 * 1024 * 1024)}]`)
    case 'hang':
      return new Promise<Response>(() => undefined)
    case 'hang_in_body':
      return new Response(halfAnswer(), { headers: { 'content-type': 'application/json' } })
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: '/api/v3/elsewhere' } })
  }
}

const halfAnswer = (): ReadableStream =>
  new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('[{"id":"bitcoin",')),
  })

const json = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'application/json; charset=utf-8' } })

const errorBody = (status: number, message: string, retryAfter?: string): Response =>
  Response.json(
    { status: { error_code: status, error_message: message } },
    { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } },
  )
