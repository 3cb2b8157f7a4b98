import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const ADOPTED = fileURLToPath(new URL('../src/ui/adopted-style-singleton.ts', import.meta.url))

/**
 * Keeps the page's policy at `style-src 'self'`: the scroll lock under the dialogs adopts its sheet
 * instead of writing a `<style>`, and sonner's sheet is imported as a file.
 * @throws when sonner no longer has the call, so that an upgrade cannot bring the tag back
 */
export const stylesWithoutInlineTags = (): Plugin => ({
  name: 'styles-without-inline-tags',
  enforce: 'pre',
  config: () => ({
    resolve: { alias: { 'react-style-singleton': ADOPTED } },
    optimizeDeps: { exclude: ['sonner'] },
  }),
  transform: {
    filter: { id: /\/sonner\/dist\/index\.mjs/ },
    handler: (code) => {
      if (!SONNER_INSERTS.test(code))
        throw new Error('sonner no longer inserts its styles as expected')
      return { code: code.replace(SONNER_INSERTS, ''), map: null }
    },
  },
})

const SONNER_INSERTS = /^__insertCSS\(".*"\);$/m
