type Server<Data> = Bun.Server<Data>

/** Whether the address could be taken; codes as the system gives them (`EADDRINUSE`, `EACCES`). */
export type Listening<Data> =
  | { readonly ok: true; readonly server: Server<Data> }
  | { readonly ok: false; readonly code: string }

export type ListenOptions<Data> = Bun.Serve.Options<Data> & {
  readonly hostname: string
  readonly port: number
}

/**
 * `Bun.serve` with an address that cannot be taken as a value. Outside development mode Bun shares
 * a busy port with other processes unless told otherwise; in it, its error page shows source.
 */
export function listen<Data = undefined>(options: ListenOptions<Data>): Listening<Data> {
  try {
    return {
      ok: true,
      server: Bun.serve<Data>({ ...options, development: false, reusePort: false }),
    }
  } catch (err) {
    const code = err instanceof Error && 'code' in err ? err.code : undefined
    if (typeof code === 'string' && addressCodes.has(code)) return { ok: false, code }
    throw err
  }
}

const addressCodes = new Set(['EADDRINUSE', 'EACCES', 'EPERM', 'EADDRNOTAVAIL', 'ENOTFOUND'])
