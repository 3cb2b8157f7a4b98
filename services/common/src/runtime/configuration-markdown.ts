import type { Variable } from './variable'
import { variables } from './variables'

/** docs/configuration.md: every variable with its default, what is allowed and what it does. */
export function configurationMarkdown(): string {
  const rows = Object.values(variables).map(row)
  return [
    '# Configuration',
    '',
    'Bourse is configured by environment variables. A wrong value stops the start with every bad',
    'variable named; an empty value counts as not set; a name that looks misspelt is warned about.',
    '',
    '| variable | default | allowed | what it does |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function row(variable: Variable<unknown>): string {
  const name = `\`${variable.name}\`${variable.secret === true ? ' (secret)' : ''}`
  const cells = [name, defaultOf(variable), variable.kind.allowed, variable.doc]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function defaultOf(variable: Variable<unknown>): string {
  if (variable.default === null) return 'not set'
  if (typeof variable.default !== 'string') return variable.default.text
  return variable.default === '' ? 'empty' : `\`${variable.default}\``
}
