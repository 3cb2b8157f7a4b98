/** The closed list of categories: stable ids and the names that people see. */
export const CATEGORIES = {
  'layer-1': 'Layer 1',
  'layer-2': 'Layer 2',
  'smart-contracts': 'Smart contracts',
  payments: 'Payments',
  'store-of-value': 'Store of value',
  stablecoin: 'Stablecoins',
  defi: 'DeFi',
  lending: 'Lending',
  exchange: 'Exchanges',
  'liquid-staking': 'Liquid staking',
  wrapped: 'Wrapped assets',
  rwa: 'Real-world assets',
  gold: 'Gold',
  oracle: 'Oracles',
  interoperability: 'Interoperability',
  infrastructure: 'Infrastructure',
  data: 'Data',
  storage: 'Storage',
  depin: 'Physical networks',
  ai: 'Artificial intelligence',
  identity: 'Identity',
  privacy: 'Privacy',
  gaming: 'Gaming',
  metaverse: 'Metaverse',
  meme: 'Meme',
} as const

export type CategoryId = keyof typeof CATEGORIES

export const CATEGORY_IDS = Object.keys(CATEGORIES) as CategoryId[]
