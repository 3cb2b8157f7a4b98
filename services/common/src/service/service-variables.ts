import { pick } from '../runtime/config'
import { variables } from '../runtime/variables'

/** What every process reads. */
export const processVariables = pick(variables, [
  'host',
  'port',
  'metricsPort',
  'tableName',
  'redisUrl',
  'drainDelayMs',
  'logLevel',
])

/** What a process with a store reads besides. */
export const storeVariables = pick(variables, ['dynamodbEndpoint', 'jwksUrl'])
