import { loadConfigOrExit, pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'
import { processVariables, storeVariables } from '@bourse/common/service/service-variables'

/** What the assets service reads besides what every process does. */
export const assetsVariables = pick(variables, [
  'marketFeed',
  'simulatedSeed',
  'coingeckoUrl',
  'coingeckoApiKey',
  'coingeckoMonthlyCalls',
  'spreadBps',
])

/** The configuration of a process that serves assets alone. Ends the process when a value is bad. */
export const assetsConfig = () =>
  loadConfigOrExit({ ...processVariables, ...storeVariables, ...assetsVariables }, process.env)
