import { describe, expect, test } from 'bun:test'
import { missingPaths } from './docs-paths'
import { leaks } from './no-leaks'
import { packageProblems } from './packages-used'

describe('a document', () => {
  test('is refused when it names a path that does not exist', () => {
    expect(
      missingPaths('README.md', 'See `tools/nowhere.ts` and [this](docs/none.md).'),
    ).toHaveLength(2)
  })

  test('may name what exists, routes, patterns and other sites', () => {
    const text = '`tools/run.mjs`, `/api/v1/orders`, `services/*/src`, [x](https://example.com/a)'
    expect(missingPaths('README.md', text)).toEqual([])
  })
})

describe('a committed file', () => {
  const registry = ['registry', 'npmjs', 'org'].join('.')
  const folder = ['', 'home', 'ada', 'bourse'].join('/')

  test.each([`"resolved": "https://${registry}/x"`, `cd ${folder}`])(
    'is refused with %p',
    (line) => {
      expect(leaks('a.md', line)).toHaveLength(1)
    },
  )

  test('may name routes and relative paths', () => {
    expect(
      leaks('a.md', 'GET /api/v1/orders, ./tools/run.mjs, https://example.com/work/x'),
    ).toEqual([])
  })
})

describe('the packages', () => {
  const used = (more: readonly (readonly [string, string])[]) => packageProblems(new Map(more))

  test('are refused when nothing imports one of a part that exists', () => {
    expect(used([['web/src/main.tsx', "import 'react'"]]).join()).toContain('tailwindcss')
    expect(used([['web/src/main.tsx', "import { x } from 'react'"]]).join()).not.toContain(
      'react is',
    )
  })

  test('are not asked of a part that does not exist', () => {
    expect(used([['README.md', 'words']])).toEqual([])
  })

  test.each([
    ['a.ts', `import { x } from 'js${'r:'}@std/path'`],
    ['package.json', `{ "dependencies": { "${'de'}no": "2.0.0" } }`],
  ] as const)('are refused from another registry in %s', (path, text) => {
    expect(used([[path, text]])).toHaveLength(1)
  })
})
