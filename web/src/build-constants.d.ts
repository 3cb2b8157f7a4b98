declare module 'virtual:asset-icons' {
  /** The folder of `<SYMBOL>.svg`. */
  export const folder: string
  /** Symbols that have an icon, by spaces. */
  export const symbols: string
}

/** The version of the product, from package.json. */
declare const __APP_VERSION__: string
