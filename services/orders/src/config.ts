import { pick } from '@bourse/common/runtime/config'
import { variables } from '@bourse/common/runtime/variables'

/** What the orders service reads besides what every process does. */
export const ordersVariables = pick(variables, ['spreadBps', 'feeBps', 'trading'])
