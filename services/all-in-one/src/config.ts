import { assetsVariables } from '@bourse/assets/config'
import { loadConfigOrExit, pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'
import { processVariables } from '@bourse/common/service/service-variables'
import { gatewayVariables } from '@bourse/gateway/config'
import { ordersVariables } from '@bourse/orders/config'
import { usersVariables } from '@bourse/users/config'

const storeTools = pick(variables, ['dynamodbEndpoint', 'dataDir', 'tableName', 'publicUrl'])

/** Which part this process serves. Ends the process when a value is bad. */
export const targetConfig = () => loadConfigOrExit(pick(variables, ['target']), process.env)

/** The configuration of everything in one process. Ends the process when a value is bad. */
export const platformConfig = () =>
  loadConfigOrExit(
    {
      ...processVariables,
      ...storeTools,
      ...gatewayVariables,
      ...usersVariables,
      ...assetsVariables,
      ...ordersVariables,
    },
    process.env,
  )

/** What the tools beside the platform need: which store. Ends the process when a value is bad. */
export const toolConfig = () => loadConfigOrExit(storeTools, process.env)

/** What the processes of a split start share. Ends the process when a value is bad. */
export const splitConfig = () =>
  loadConfigOrExit({ ...storeTools, ...pick(variables, ['port']) }, process.env)

/** The environment of a child: this process's own, with what differs. */
export const childEnvironment = (differs: Readonly<Record<string, string>> = {}) => ({
  ...process.env,
  ...differs,
})
