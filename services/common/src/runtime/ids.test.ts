import { expect, test } from 'bun:test'
import { manualClock } from './clock'
import { idMaker } from './ids'

test('ids rise strictly, within a millisecond and when the clock steps back', () => {
  const clock = manualClock()
  const next = idMaker({ clock, random: () => 0.5 })
  const made = [next(), next()]
  clock.advance(-90_000)
  made.push(next())
  clock.advance(200_000)
  made.push(next())
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(4)
})

test('ids are 26 characters of the ULID alphabet', () => {
  expect(idMaker()()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
})

test('two makers with the same time and different randomness make different ids', () => {
  const clock = manualClock()
  expect(idMaker({ clock })()).not.toBe(idMaker({ clock })())
})
