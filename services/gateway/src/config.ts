import { loadConfigOrExit, pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'
import { processVariables } from '@bourse/common/service/service-variables'

/** What the gateway reads besides what every process reads. */
export const gatewayVariables = pick(variables, [
  'publicUrl',
  'corsOrigins',
  'trustedProxies',
  'rateLimitScale',
  'usersUrl',
  'assetsUrl',
  'ordersUrl',
])

/** The configuration of a process that serves the gateway alone. Ends the process when a value is bad. */
export const gatewayConfig = () =>
  loadConfigOrExit(
    { ...processVariables, ...pick(variables, ['jwksUrl']), ...gatewayVariables },
    process.env,
  )
