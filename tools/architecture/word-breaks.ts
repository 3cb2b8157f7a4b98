import { isTest } from './break-of'

interface WordRule {
  readonly files: RegExp
  readonly except?: RegExp
  /** A file that says this is excused: it documents what it does. */
  readonly unless?: RegExp
  readonly words: RegExp
  readonly instead: string
}

/** Lines that wait, read the clock or draw at random, in a file that a decision stands on. */
export function impureLines(file: string, source: string): readonly string[] {
  return ruleBreaks(PURE, file, source)
}

/** The lines of a file that say a word which belongs in another room, as sentences. */
export function wordBreaks(file: string, source: string): readonly string[] {
  if (isTest(file)) return []
  return WORD_RULES.filter(
    ({ files, except, unless }) =>
      files.test(file) && except?.test(file) !== true && unless?.test(source) !== true,
  ).flatMap((rule) => ruleBreaks(rule, file, source))
}

function ruleBreaks(rule: WordRule, file: string, source: string): readonly string[] {
  return source.split('\n').flatMap((line, index) => {
    const word = COMMENT.test(line) ? null : rule.words.exec(line)
    return word === null ? [] : [`${file}:${index + 1} says ${word[0].trim()}: ${rule.instead}`]
  })
}

const COMMENT = /^\s*(?:\/\/|\*|\/\*)/
const PRODUCT = /^(services|web\/src|operator)\/.*\.tsx?$/
const MONEY =
  '(?:amount|price|quantity|notional|fee|balance|proceeds|average_?cost|cost_?basis|cash)'

const PURE: WordRule = {
  files: /^services\/(common\/src\/domain\/.*|.*\/decide)\.ts$/,
  words: /\basync\b|\bawait\b|Date\.now|new Date\(\)|Math\.random|performance\.now|crypto\.random/,
  instead: 'a rule is pure: take the time, the randomness and what was read as arguments',
}

const WORD_RULES: readonly WordRule[] = [
  PURE,
  {
    files: /^services\/(common\/src\/domain\/.*|.*\/decide)\.ts$/,
    except: /\/assert-never\.ts$/,
    unless: /@throws .*\bbug\b/,
    words: /\bthrow\b/,
    instead: 'an expected outcome is a value: return reject(code, detail)',
  },
  {
    files: /^services\/(common\/src\/domain\/.*|.*\/decide)\.ts$/,
    words:
      /\bNumber\((?![\w.]*\b(?:seq|at|\w+Ms|\w+At)\))|\bNumber\.parse|\bparseFloat\b|\bparseInt\b|\.toFixed\(|\bMath\./,
    instead: 'money is bigint and decimal strings: use common/domain/money',
  },
  {
    files: PRODUCT,
    except: /^services\/assets\/src\/feeds\/|^web\//,
    words: new RegExp(`\\b(?:\\w*[a-z])?${MONEY}\\??:\\s*number\\b`, 'i'),
    instead: 'money is never a number: bigint inside, a decimal string on the wire',
  },
  {
    files: PRODUCT,
    except: /^services\/assets\/src\/feeds\/|^web\//,
    words: new RegExp(`\\b(?:Number|parseFloat|parseInt)\\([\\w.]*${MONEY}\\b`, 'i'),
    instead: 'money is never a number: parse it with common/domain/money',
  },
  {
    files: PRODUCT,
    except:
      /^services\/common\/src\/(store|service)\/|^services\/all-in-one\/src\/|\/(config|main|variables)\.ts$/,
    words: /DynamoDB|TransactWrite|@aws-sdk/,
    instead: 'DynamoDB is known to common/store alone: use the store port or a DAO',
  },
  {
    files: PRODUCT,
    except: /\/(config|main)\.ts$|\/[a-z-]+\.config\.ts$|\/start-redis-server\.ts$/,
    words: /process\.env|Bun\.env|import\.meta\.env\b/,
    instead:
      'the environment is read once, in config.ts: add the variable to its table and pass the value in',
  },
  {
    files: /^(?!tools\/).*\.(tsx?|mjs)$/,
    words: /from ['"]jsr:|from ['"](?:[./]*\/)tools\//,
    instead: 'the product imports neither tools/ nor another runtime’s registry',
  },
]
