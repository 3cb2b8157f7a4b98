import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { cutPage } from './cut-page'

test('pages of any size over reads of any size show each matching row once, in order', () => {
  const given = fc.record({
    rows: fc.array(fc.boolean(), { maxLength: 60 }),
    limit: fc.integer({ min: 1, max: 9 }),
    readAtMost: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(given, ({ rows, limit, readAtMost }) => {
      const all = rows.map((matches, id) => ({ id, matches }))
      const seen: number[] = []
      let from: number | undefined = 0
      for (let page = 0; page <= all.length && from !== undefined; page++) {
        const read: { id: number; matches: boolean }[] = all.slice(from, from + readAtMost)
        const more: boolean = from + readAtMost < all.length
        const cut = cutPage(read, { matches: (row) => row.matches, limit, more })
        expect(cut.rows.length).toBeLessThanOrEqual(limit)
        seen.push(...cut.rows.map((row) => row.id))
        from = nextOf(cut.end)
      }
      expect(from).toBeUndefined()
      expect(seen).toEqual(all.filter((row) => row.matches).map((row) => row.id))
    }),
  )
})

const nextOf = (end: { id: number } | undefined): number | undefined => end && end.id + 1
