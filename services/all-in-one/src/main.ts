import { targetConfig } from './config'

/** The one entry point: serves the part that TARGET names, everything by default. */
const start = async (): Promise<void> => {
  const { target } = targetConfig()
  if (target === 'all') return (await import('./platform')).runPlatform()
  const { main } = await SERVICES[target]()
  return main()
}

const SERVICES = {
  gateway: () => import('@bourse/gateway/main'),
  users: () => import('@bourse/users/main'),
  assets: () => import('@bourse/assets/main'),
  orders: () => import('@bourse/orders/main'),
}

await start()
