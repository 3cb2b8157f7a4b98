import { describe, expect, test } from 'bun:test'
import rows from './assets.json' with { type: 'json' }
import { loadCatalogue, parseCatalogue } from './catalogue'
import { CATEGORY_IDS } from './categories'

const btc = {
  symbol: 'BTC',
  name: 'Bitcoin',
  coingecko_id: 'bitcoin',
  description: 'The first decentralised digital money.',
  categories: ['layer-1'],
  decimals: 8,
  min_notional: '1',
  max_notional: '1000000',
  circulating_supply: '19950000',
  max_jump_bps: 1500,
  reference_price: '92000.5',
  volatility_bps_day: 240,
}
const wbtc = { ...btc, symbol: 'WBTC', coingecko_id: 'wrapped-bitcoin', tracks: 'BTC' }

describe('the shipped catalogue', () => {
  const assets = loadCatalogue()

  test('offers at least 112 assets and loses no row', () => {
    expect(assets.length).toBeGreaterThanOrEqual(112)
    expect(assets.length).toBe(rows.length)
  })

  test('leaves no category without an asset', () => {
    const used = new Set(assets.flatMap((asset) => asset.categories))
    expect(CATEGORY_IDS.filter((id) => !used.has(id))).toEqual([])
  })

  test('describes every asset in a sentence of its own', () => {
    expect(new Set(assets.map((asset) => asset.description)).size).toBe(assets.length)
    expect(assets.filter((asset) => !asset.description.endsWith('.'))).toEqual([])
  })

  test('keeps stablecoins away from the market walk and allows them small jumps only', () => {
    const stable = assets.filter((asset) => asset.categories.includes('stablecoin'))
    expect(stable.length).toBeGreaterThan(4)
    expect(stable.every((asset) => !asset.followsMarket && asset.maxJumpBps <= 300)).toBe(true)
  })
})

describe('parseCatalogue', () => {
  test('reads amounts at their scale', () => {
    expect(parseCatalogue([btc])[0]).toMatchObject({
      minNotional: 1_000_000n,
      circulatingSupply: 19_950_000n,
      referencePrice: 92_000_500_000_000_000n,
      walk: 'BTC',
      followsMarket: true,
    })
  })

  test('lets a wrapper walk with what it wraps', () => {
    expect(parseCatalogue([btc, wbtc])[1]?.walk).toBe('BTC')
  })

  const broken: [string, object, string][] = [
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a lower-case symbol', { symbol: 'btc' }, 'symbol'],
    ['an unknown category', { categories: ['layer-9'] }, 'categories'],
    ['a repeated category', { categories: ['meme', 'meme'] }, 'categories'],
    ['decimals above 18', { decimals: 19 }, 'decimals'],
    ['a price as a number', { reference_price: 92000 }, 'reference_price'],
    ['a price of zero', { reference_price: '0' }, 'reference_price'],
    ['a negative limit', { min_notional: '-1' }, 'min_notional'],
    ['limits the wrong way round', { min_notional: '2000000' }, 'max_notional'],
    ['a fraction of a unit in supply', { circulating_supply: '1.5' }, 'circulating_supply'],
    ['a jump limit of zero', { max_jump_bps: 0 }, 'max_jump_bps'],
    ['a bad id', { coingecko_id: 'Bit Coin' }, 'coingecko_id'],
  ]
  test.each(broken)('names the row and field of %s', (_, change, field) => {
    const row = { ...btc, symbol: 'ETH', coingecko_id: 'ethereum', ...change }
    const load = () => parseCatalogue([btc, row])
    expect(load).toThrow(`row 2 (${row.symbol})`)
    expect(load).toThrow(field)
  })

  test('names every broken row at once', () => {
    const load = () => parseCatalogue([{ ...btc, decimals: -1 }, 'nonsense'])
    expect(load).toThrow('row 1 (BTC)')
    expect(load).toThrow('row 2:')
  })

  test('refuses a repeated symbol and a repeated CoinGecko id', () => {
    expect(() => parseCatalogue([btc, { ...btc, coingecko_id: 'x' }])).toThrow('symbol BTC appears')
    expect(() => parseCatalogue([btc, { ...btc, symbol: 'X' }])).toThrow('bitcoin appears twice')
  })

  test('refuses to track an unknown asset, a chain of trackers or another volatility', () => {
    const chain = { ...wbtc, symbol: 'X', coingecko_id: 'x', tracks: 'WBTC' }
    expect(() => parseCatalogue([wbtc])).toThrow('tracks BTC')
    expect(() => parseCatalogue([btc, wbtc, chain])).toThrow('tracks WBTC')
    expect(() => parseCatalogue([btc, { ...wbtc, volatility_bps_day: 1 }])).toThrow('volatility')
  })
})
