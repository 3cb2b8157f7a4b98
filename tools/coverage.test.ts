import { expect, test } from 'bun:test'
import { coverageByPart, coverageTable, reachesBar } from './coverage'

const record = (file: string, lines: number, covered: number) =>
  `TN:\nSF:${file}\nLF:${lines}\nLH:${covered}\nend_of_record\n`

test('sums lines by part and leaves tests out', () => {
  const lcov = [
    record('services/common/src/domain/money.ts', 50, 50),
    record('services/common/src/domain/order.ts', 50, 44),
    record('services/common/src/http/auth.ts', 10, 9),
    record('services/orders/src/app.ts', 20, 17),
    record('services/orders/test/fixture.ts', 20, 0),
    record('services/orders/src/app.test.ts', 20, 0),
  ].join('')
  expect(coverageByPart(lcov)).toEqual([
    { part: 'common', lines: 10, covered: 9, bar: 85 },
    { part: 'common/domain', lines: 100, covered: 94, bar: 95 },
    { part: 'orders', lines: 20, covered: 17, bar: 85 },
  ])
})

test('marks a part below its bar and one at its bar not', () => {
  const rows = coverageByPart(
    record('services/common/src/store/a.ts', 100, 94) + record('services/users/src/a.ts', 100, 85),
  )
  expect(rows.map(reachesBar)).toEqual([false, true])
  expect(coverageTable(rows)).toContain('below the bar')
})
