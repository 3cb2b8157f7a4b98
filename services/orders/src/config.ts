import { loadConfigOrExit, pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'
import { processVariables, storeVariables } from '@bourse/common/service/service-variables'

/** What the orders service reads besides what every process does. */
export const ordersVariables = pick(variables, ['spreadBps', 'feeBps', 'trading'])

/** The configuration of a process that serves orders alone. Ends the process when a value is bad. */
export const ordersConfig = () =>
  loadConfigOrExit({ ...processVariables, ...storeVariables, ...ordersVariables }, process.env)
