import { pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'

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
