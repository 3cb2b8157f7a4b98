import { expect, test } from 'bun:test'
import { loadCatalogue } from '../catalogue/catalogue'
import { simulatedFeed } from './simulated-feed'

const assets = loadCatalogue()

test('two processes with one seed answer the same ticks within a second', async () => {
  const first = await simulatedFeed({ seed: 'a', assets }).poll(1_700_000_000_001)
  const second = await simulatedFeed({ seed: 'a', assets }).poll(1_700_000_000_999)
  expect(second).toEqual(first)
})

test('answers every asset once, at the time of its tick, and knows all of them', async () => {
  const result = await simulatedFeed({ seed: 'a', assets }).poll(1_700_000_000_999)
  if (!result.ok) throw new Error(result.reason)
  expect(result.ticks.map((tick) => tick.symbol)).toEqual(assets.map((asset) => asset.symbol))
  expect(new Set(result.ticks.map((tick) => tick.at))).toEqual(new Set([1_700_000_000_000]))
  expect(result).toMatchObject({ unknown: [], skipped: [] })
})
