import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/**
 * Offers the icons of @web3icons/core (MIT, see public/notices.txt) for the catalogue's assets as files, and
 * `virtual:asset-icons` with the folder and the symbols that have one.
 */
export const assetIcons = (): Plugin => {
  const icons = readIcons()
  const version = createHash('sha256')
    .update(JSON.stringify([...icons]))
    .digest('hex')
    .slice(0, 8)
  const folder = `assets/icons-${version}`
  return {
    name: 'asset-icons',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) =>
      id === `\0${MODULE}`
        ? `export const folder = '/${folder}'; export const symbols = '${[...icons.keys()].join(' ')}'`
        : undefined,
    generateBundle() {
      for (const [symbol, source] of icons) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${symbol}.svg`, source })
      }
    },
    configureServer: (server) => {
      server.middlewares.use(`/${folder}`, (request, response, next) => {
        const source = icons.get(request.url?.slice(1).replace('.svg', '') ?? '')
        if (source === undefined) return next()
        response.setHeader('content-type', 'image/svg+xml')
        response.end(source)
      })
    },
  }
}

const readIcons = (): Map<string, string> => {
  const catalogue: { symbol: string }[] = JSON.parse(readFileSync(CATALOGUE, 'utf8'))
  return new Map(
    catalogue.flatMap(({ symbol }) => {
      const source = readIcon(symbol)
      return source === undefined ? [] : [[symbol, source] as const]
    }),
  )
}

/** The icon on its own ground, so that it reads on both themes. */
const readIcon = (symbol: string): string | undefined => {
  const network = NETWORKS[symbol]
  const path = network
    ? `networks/background/${network}.svg.js`
    : `tokens/background/${TOKENS[symbol] ?? symbol}.svg.js`
  const file = `${SVGS}/${path}`
  if (!existsSync(file)) return undefined
  const source = /'(<svg[\s\S]*<\/svg>)/.exec(readFileSync(file, 'utf8'))?.[1]
  return source !== undefined && source.length <= MAX_CHARACTERS
    ? source.replaceAll('\\n', '').replaceAll(/>\s+</g, '><')
    : undefined
}

const MODULE = 'virtual:asset-icons'
const CATALOGUE = fileURLToPath(
  new URL('../../services/assets/src/catalogue/assets.json', import.meta.url),
)
const SVGS = fileURLToPath(new URL('../../node_modules/@web3icons/core/dist/svgs', import.meta.url))
/** A heavier drawing costs more than it says at 20 pixels; the monogram stands in. */
const MAX_CHARACTERS = 16_000
const TOKENS: Readonly<Record<string, string>> = { RENDER: 'RNDR' }
const NETWORKS: Readonly<Record<string, string>> = {
  HYPE: 'hyper-evm',
  TON: 'ton',
  INJ: 'injective',
  WLD: 'world',
}
