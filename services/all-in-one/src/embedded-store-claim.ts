import { Database } from 'bun:sqlite'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isRunning } from './embedded-store-proc'

const identity = z.strictObject({ pid: z.int().positive(), started: z.string() })

const platformFile = z.strictObject({
  version: z.literal(1),
  url: z.string(),
  platform: identity,
  store: identity.extend({ endpoint: z.string() }),
})

/** What `platform.json` says of the platform that runs from a data folder. */
export type PlatformFile = z.infer<typeof platformFile>

/** The platform that runs from a data folder, found by process and start time; else undefined. */
export function runningPlatform(dataDir: string): PlatformFile | undefined {
  const found = readPlatformFile(dataDir)
  return found !== undefined && isRunning(found.platform) ? found : undefined
}

/** The one claim on a data folder. The system ends it with the process, however that dies. */
export interface DataDirClaim {
  /** Tells the tools where the store is; readable by its owner only. */
  publish(platform: Omit<PlatformFile, 'version'>): void
  release(): void
}

export type ClaimResult =
  | { readonly ok: true; readonly claim: DataDirClaim }
  | { readonly ok: false; readonly message: string }

/**
 * Claims a data folder for this process, or says in one sentence who has it. The claim is a
 * record lock of SQLite, held for life: it leaves nothing stale behind a kill.
 */
export function claimDataDir(dataDir: string): ClaimResult {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = new Database(join(dataDir, 'platform.lock'))
  try {
    lock.run('PRAGMA busy_timeout = 0')
    lock.run('BEGIN EXCLUSIVE')
  } catch (err) {
    lock.close()
    if (!isBusy(err)) throw err
    return { ok: false, message: takenMessage(runningPlatform(dataDir)) }
  }
  const release = () => {
    rmSync(pathOf(dataDir), { force: true })
    lock.close()
  }
  const publish = (platform: Omit<PlatformFile, 'version'>) => write(dataDir, platform)
  return { ok: true, claim: { publish, release } }
}

function isBusy(err: unknown): boolean {
  return err instanceof Error && 'code' in err && err.code === 'SQLITE_BUSY'
}

function takenMessage(running: PlatformFile | undefined): string {
  if (running === undefined) {
    return 'Bourse is starting or stopping in this folder just now; wait for it, or set DATA_DIR to another folder.'
  }
  return `Bourse already runs from this folder at ${running.url} (process ${running.platform.pid}); stop it first, or set DATA_DIR to another folder.`
}

function write(dataDir: string, platform: Omit<PlatformFile, 'version'>): void {
  const path = pathOf(dataDir)
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify({ version: 1, ...platform }, null, 2)}\n`, {
    mode: 0o600,
  })
  // A leftover of the same name would keep its own mode.
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
}

function readPlatformFile(dataDir: string): PlatformFile | undefined {
  try {
    return platformFile.safeParse(JSON.parse(readFileSync(pathOf(dataDir), 'utf8'))).data
  } catch {
    return undefined
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'platform.json')
}
