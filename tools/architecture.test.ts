import { describe, expect, test } from 'bun:test'
import { decisionFiles, importBreaks } from './architecture/break-of'
import { impureLines, wordBreaks } from './architecture/word-breaks'
import { gitFiles, projectFiles, readProjectFile, walk } from './project-files'

const SOURCE = /\.(tsx?|mjs)$/

const sources = await Promise.all(
  projectFiles()
    .filter((path) => SOURCE.test(path))
    .map(async (path) => [path, await readProjectFile(path)] as const),
)

describe('the house', () => {
  test('lets each room import only what its row allows', () => {
    expect(sources.flatMap(([path, source]) => importBreaks(path, source))).toEqual([])
  })

  test('keeps each word in the room that owns it', () => {
    expect(sources.flatMap(([path, source]) => wordBreaks(path, source))).toEqual([])
  })

  test('decides on values alone, in every file that a decision stands on', () => {
    const files = new Map(sources)
    const stands = decisionFiles(files)
    expect(stands.flatMap((file) => impureLines(file, files.get(file) ?? ''))).toEqual([])
    expect(stands.length).toBeGreaterThan(4)
  })

  test('keeps every main.ts at 40 lines or fewer', () => {
    const long = sources.filter(
      ([path, source]) => /^services\/.*\/main\.ts$/.test(path) && source.split('\n').length > 41,
    )
    expect(
      long.map(([path]) => `${path} is longer than 40 lines: move wiring to a file of its own`),
    ).toEqual([])
  })

  test.skipIf(gitFiles() === undefined)('reads every source file that git knows', () => {
    const known = new Set(gitFiles())
    const walked = walk('').filter((path) => SOURCE.test(path) && known.has(path))
    expect(sources.length).toBeGreaterThan(100)
    expect(walked.sort()).toEqual(sources.map(([path]) => path).sort())
  })
})

describe('the gate itself', () => {
  const refused: readonly (readonly [why: string, file: string, source: string])[] = [
    [
      'a type from the store',
      'services/gateway/src/a.ts',
      "import type { Store } from '@bourse/common/store/store'",
    ],
    ['a dynamic import', 'services/contracts/src/a.ts', "const a = await import('hono')"],
    [
      'an import type expression',
      'services/common/src/domain/a.ts',
      "let a: import('../store/store').Store",
    ],
    ['a re-export', 'services/users/src/a.ts', "export { place } from '@bourse/orders/place'"],
    ['a bare import', 'services/common/src/domain/a.ts', "import 'node:fs'"],
    [
      'an import over lines',
      'services/common/src/store/a.ts',
      "import {\n  A,\n} from '@aws-sdk/client-dynamodb'",
    ],
    [
      'a relative way out',
      'services/common/src/runtime/a.ts',
      "import { a } from '../domain/money'",
    ],
    [
      'a decision that reads',
      'services/orders/src/x/decide.ts',
      "import { get } from '@bourse/common/store/order-dao'",
    ],
    ['another feature', 'web/src/features/trade/a.tsx', "import { a } from '../admin/b'"],
    ['a computed import', 'services/users/src/a.ts', 'await import(name)'],
    [
      'a test over two services',
      'services/users/test/a.test.ts',
      "import { a } from '@bourse/orders/app'",
    ],
    ['a file of no room', 'services/billing/src/a.ts', ''],
  ]
  test.each(refused)('refuses %s', (_why, file, source) => {
    expect(importBreaks(file, source)).not.toEqual([])
  })

  const words: readonly (readonly [file: string, source: string])[] = [
    ['services/common/src/domain/a.ts', 'const now = Date.now()'],
    ['services/orders/src/x/decide.ts', 'export async function decide() {}'],
    ['services/orders/src/x/decide.ts', "throw new Error('insufficient')"],
    ['services/common/src/domain/a.ts', 'Number(price)'],
    ['services/users/src/a.ts', 'readonly amountPrice: number'],
    ['services/orders/src/a.ts', 'const x = parseFloat(order.notional)'],
    ['services/orders/src/a.ts', 'new DynamoDBClient()'],
    ['services/orders/src/a.ts', "process.env['X']"],
    ['services/orders/src/a.ts', "Bun.env['X']"],
  ]
  test.each(words)('refuses in %s: %s', (file, source) => {
    expect(wordBreaks(file, source)).not.toEqual([])
  })

  test('follows a decision into the files it imports', () => {
    const files = new Map([
      ['services/users/src/a/decide.ts', "import { b } from '../b'"],
      ['services/users/src/b.ts', 'const at = Date.now()'],
    ])
    expect(decisionFiles(files).flatMap((f) => impureLines(f, files.get(f) ?? ''))).toHaveLength(1)
  })

  test('allows what the table allows', () => {
    const source = "import { z } from 'zod'\nimport type { Id } from './ids'"
    expect(importBreaks('services/contracts/src/a.ts', source)).toEqual([])
    expect(wordBreaks('services/users/src/a.ts', 'readonly feeBps: number')).toEqual([])
  })
})
