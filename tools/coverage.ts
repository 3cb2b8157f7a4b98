/** Line coverage of one part of the house. */
export interface PartCoverage {
  readonly part: string
  readonly lines: number
  readonly covered: number
  /** Percent that it must reach. */
  readonly bar: number
}

/** Reads an lcov report into one row per part, tests and their fixtures left out. */
export function coverageByPart(lcov: string): readonly PartCoverage[] {
  const parts = new Map<string, { lines: number; covered: number }>()
  for (const record of lcov.split('end_of_record')) {
    const file = /^SF:(.+)$/m.exec(record)?.[1]
    const part = file === undefined ? undefined : partOf(file)
    if (part === undefined) continue
    const sum = parts.get(part) ?? { lines: 0, covered: 0 }
    parts.set(part, {
      lines: sum.lines + count(record, 'LF'),
      covered: sum.covered + count(record, 'LH'),
    })
  }
  return [...parts]
    .map(([part, sum]) => ({ part, ...sum, bar: HIGH.has(part) ? 95 : 85 }))
    .sort((a, b) => (a.part < b.part ? -1 : 1))
}

/** Whether a part reaches its bar. */
export function reachesBar({ lines, covered, bar }: PartCoverage): boolean {
  return covered * 100 >= lines * bar
}

/** The table as it is printed. */
export function coverageTable(parts: readonly PartCoverage[]): string {
  const rows = parts.map((row) => {
    const percent = ((row.covered / Math.max(row.lines, 1)) * 100).toFixed(1)
    const verdict = reachesBar(row) ? '' : '  below the bar'
    return `  ${row.part.padEnd(22)} ${percent.padStart(5)} % of ${String(row.lines).padStart(5)} lines (bar ${row.bar} %)${verdict}`
  })
  return ['Line coverage', ...rows].join('\n')
}

const HIGH = new Set(['common/domain', 'common/store', 'common/security'])

function partOf(file: string): string | undefined {
  if (/\.test\.ts$|\.conformance\.ts$/.test(file)) return undefined
  const match = /(?:^|\/)services\/([^/]+)\/src\/(?:([^/]+)\/)?/.exec(file)
  if (match === null) return undefined
  const [, service = '', folder = ''] = match
  const high = `${service}/${folder}`
  return HIGH.has(high) ? high : service
}

function count(record: string, key: 'LF' | 'LH'): number {
  return Number(new RegExp(`^${key}:(\\d+)$`, 'm').exec(record)?.[1] ?? 0)
}
