import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { assetIcons } from './build/asset-icons.ts'
import { precompress } from './build/precompress.ts'
import { preloadFont } from './build/preload-font.ts'
import { stylesWithoutInlineTags } from './build/styles-without-inline-tags.ts'
import manifest from './package.json' with { type: 'json' }

const GATEWAY = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    stylesWithoutInlineTags(),
    assetIcons(),
    preloadFont(/inter-latin-opsz-normal.*\.woff2$/),
    precompress(),
  ],
  define: { __APP_VERSION__: JSON.stringify(manifest.version) },
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: {
      // The gateway opens streams and refreshes sessions for pages of its own origin only.
      '/api': { target: GATEWAY, ws: true, headers: { origin: GATEWAY } },
      '/docs': { target: GATEWAY },
      '/openapi.json': { target: GATEWAY },
    },
  },
})
