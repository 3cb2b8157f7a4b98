import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './project-files'

/** Something from outside that some suites need. */
export interface Resource {
  readonly name: string
  /** The variable by which suites find it; they skip when it is not set. */
  readonly variable: 'REDIS_SERVER' | 'DYNAMODB_LOCAL_DIR'
  readonly value: string | undefined
  /** What is skipped without it and how to get it. */
  readonly enable: string
}

/** What is here of the things that suites need, for the environment of `bun test`. */
export function testResources(): readonly Resource[] {
  return [
    {
      name: 'redis-server',
      variable: 'REDIS_SERVER',
      value: process.env['REDIS_SERVER'] ?? Bun.which('redis-server') ?? undefined,
      enable:
        'the shared state on a real Redis is skipped: install redis-server, or set REDIS_SERVER to its path',
    },
    {
      name: 'DynamoDB Local',
      variable: 'DYNAMODB_LOCAL_DIR',
      value: dynamodbLocal(),
      enable:
        'the store’s conformance on a second engine is skipped: with Java 17 and Maven, run mvn -q -f tools/dynamodb-local/pom.xml dependency:copy-dependencies',
    },
  ]
}

function dynamodbLocal(): string | undefined {
  const folder = process.env['DYNAMODB_LOCAL_DIR'] ?? join(ROOT, '.tools', 'dynamodb-local')
  const lib = join(folder, 'lib')
  const hasJars = existsSync(lib) && readdirSync(lib).some((name) => name.endsWith('.jar'))
  return hasJars && Bun.which('java') !== null ? folder : undefined
}
