import { loadConfigOrExit, pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'
import { processVariables, storeVariables } from '@bourse/common/service/service-variables'

/** What the users service reads besides what every process does. */
export const usersVariables = pick(variables, [
  'publicUrl',
  'corsOrigins',
  'keysDir',
  'secretsDir',
  'keyRetireMs',
  'withdrawals',
  'depositDailyLimit',
  'withdrawalDailyLimit',
])

/** The configuration of a process that serves users alone. Ends the process when a value is bad. */
export const usersConfig = () =>
  loadConfigOrExit({ ...processVariables, ...storeVariables, ...usersVariables }, process.env)
