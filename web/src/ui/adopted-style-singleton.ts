import { useEffect } from 'react'

/** One style sheet shared by all who need it, adopted rather than written as a `<style>`. */
export const stylesheetSingleton = () => {
  let users = 0
  let sheet: CSSStyleSheet | undefined
  return {
    add: (css: string) => {
      users += 1
      if (sheet) return
      sheet = new CSSStyleSheet()
      sheet.replaceSync(css)
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    },
    remove: () => {
      users -= 1
      if (users > 0 || !sheet) return
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
      sheet = undefined
    },
  }
}

/** A hook that holds the sheet while its component is mounted. */
export const styleHookSingleton = () => {
  const shared = stylesheetSingleton()
  return (css: string, dynamic?: boolean) => {
    // biome-ignore lint/correctness/useExhaustiveDependencies: the first text stands unless dynamic
    useEffect(() => {
      shared.add(css)
      return () => shared.remove()
    }, [css && dynamic])
  }
}

/** A component that holds the sheet; what react-remove-scroll renders. */
export const styleSingleton = () => {
  const useStyle = styleHookSingleton()
  return ({ styles, dynamic }: { readonly styles: string; readonly dynamic?: boolean }) => {
    useStyle(styles, dynamic)
    return null
  }
}
