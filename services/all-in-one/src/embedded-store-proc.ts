import { readdirSync, readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** The boot of the machine and the clock ticks from it to the start of the process. */
  readonly started: string
}

/** The identity of a running process; undefined when there is none (or it is a zombie). */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  // The name in parentheses may hold anything, spaces and parentheses too.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields[18]
  if (ticks === undefined || state === 'Z' || state === 'X') return undefined
  return { pid, started: `${readProc('/proc/sys/kernel/random/boot_id').trim()} ${ticks}` }
}

export function isRunning(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.started === identity.started
}

/** Every process that serves the database file: normally at most one. */
export function processesServing(file: string): readonly ProcessIdentity[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const words = readProc(`/proc/${pid}/cmdline`).split('\0')
    const isStore = words[1] === 'serve' && words[words.indexOf('--db-path') + 1] === file
    const identity = isStore ? processIdentity(Number(pid)) : undefined
    return identity === undefined ? [] : [identity]
  })
}

// Processes come and go between listing and reading.
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
