import { pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'

/** What the assets service reads besides what every process does. */
export const assetsVariables = pick(variables, [
  'marketFeed',
  'simulatedSeed',
  'coingeckoUrl',
  'coingeckoApiKey',
  'coingeckoMonthlyCalls',
  'spreadBps',
])
