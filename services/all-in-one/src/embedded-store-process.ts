export interface StoreAddress {
  readonly host: string
  readonly port: number
}

export interface StoreProcess {
  readonly pid: number
  /** Resolves with the last words on its standard error when it has ended. */
  readonly exited: Promise<string>
  /** True once it answers; false when it ended, or did not answer within 10 s. */
  ready(): Promise<boolean>
  /** Ends it: asks, and after 5 s forces. */
  stop(): Promise<void>
  /** Ends it at once. */
  kill(): void
}

export interface StoreCommand {
  readonly binary: string
  readonly address: StoreAddress
  readonly file: string
}

/**
 * Starts the store as the very process that is returned, in a session of its own so that Ctrl-C
 * reaches only the platform, and beside it a shell that ends the store when this process dies.
 */
export function startStoreProcess({ binary, address, file }: StoreCommand): StoreProcess {
  const { host, port } = address
  const serve = [binary, 'serve', '--host', host, '-p', `${port}`, '--db-path', file]
  const child = Bun.spawn(['/bin/sh', '-c', diesWithParent, 'sh', host, ...serve], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'pipe',
    env: {},
    detached: true,
  })
  const lastWords = tail(child.stderr)
  let hasEnded = false
  const exited = child.exited.then(async () => {
    hasEnded = true
    await child.stdin.end()
    return lastWords
  })
  return {
    pid: child.pid,
    exited,
    ready: () => answers(`http://${host}:${port}/`, () => hasEnded),
    stop: async () => {
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), 5000)
      await exited
      clearTimeout(force)
    },
    kill: () => child.kill('SIGKILL'),
  }
}

// The end of the pipe that this process holds closes with it, even at kill -9; then the shell
// ends the process that it shares its number ($$) with, if that still serves this address.
const diesWithParent = `
umask 077
host=$1; shift
exec 3<&0
(
  cat <&3 >/dev/null
  grep -qaF -- "$host" "/proc/$$/cmdline" && kill -KILL $$
) >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null
`

async function answers(url: string, hasEnded: () => boolean): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 10_000 && !hasEnded(); waitedMs += 20) {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok && !hasEnded()) return true
    await Bun.sleep(20)
  }
  return false
}

async function tail(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of stream)
    text = (text + decoder.decode(part, { stream: true })).slice(-2000)
  return text.trim()
}
