import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { bypassProxy } from '@bourse/common/runtime/bypass-proxy'
import type { Logger } from '@bourse/common/runtime/log'
import { embeddedStoreBinary } from './embedded-store-binary'
import { claimDataDir, type DataDirClaim } from './embedded-store-claim'
import {
  isRunning,
  type ProcessIdentity,
  processesServing,
  processIdentity,
} from './embedded-store-proc'
import { type StoreAddress, type StoreProcess, startStoreProcess } from './embedded-store-process'

export interface EmbeddedStoreOptions {
  readonly dataDir: string
  /** Where the platform answers; told to whoever starts a second one from the same folder. */
  readonly url: string
  readonly log: Logger
  /** The store's program; the installed one unless given. */
  readonly binary?: string
}

export type EmbeddedStoreResult =
  | { readonly ok: true; readonly store: EmbeddedStore }
  | { readonly ok: false; readonly message: string }

/**
 * Starts the store that comes with Bourse as a supervised child with its file in the data folder,
 * on a random loopback address and port that no web page can guess (it checks no signature and
 * answers any Origin). Answers when it is ready, or with one sentence about why it cannot be.
 */
export async function startEmbeddedStore(
  options: EmbeddedStoreOptions,
): Promise<EmbeddedStoreResult> {
  const found = options.binary
    ? ({ ok: true, path: options.binary } as const)
    : embeddedStoreBinary()
  if (!found.ok) return found
  const claimed = claimDataDir(options.dataDir)
  if (!claimed.ok) return claimed
  const { claim } = claimed
  const file = join(realpathSync(options.dataDir), 'store.db')
  if (!(await endOrphans(file, options.log))) {
    claim.release()
    return { ok: false, message: `Another program keeps ${file} in use; end it and start again.` }
  }
  const store = new EmbeddedStore({ ...options, claim, file, binary: found.path })
  const failure = await store.start()
  return failure === undefined ? { ok: true, store } : { ok: false, message: failure }
}

interface Parts extends EmbeddedStoreOptions {
  readonly claim: DataDirClaim
  readonly file: string
  readonly binary: string
}

/** A running store: started again after a crash, on the same address, until it is stopped. */
export class EmbeddedStore {
  readonly #parts: Parts
  #address: StoreAddress = randomLoopbackAddress()
  #process: StoreProcess | undefined
  #isStopping = false
  #supervision: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get endpoint(): string {
    return `http://${this.#address.host}:${this.#address.port}`
  }

  /** The number of the present process; another one after a crash. */
  get pid(): number {
    return this.#process?.pid ?? 0
  }

  /** Starts and supervises; answers with a sentence when it cannot. An address may be taken. */
  async start(): Promise<string | undefined> {
    let lastWords = ''
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      this.#address = randomLoopbackAddress()
      const child = this.#spawn()
      if (await child.ready()) {
        this.#publish(child)
        this.#supervision = this.#supervise(child)
        return undefined
      }
      child.kill()
      lastWords = await child.exited
    }
    this.#parts.claim.release()
    return `The embedded store does not start: ${lastWords || 'it gives no answer'}`
  }

  /** Ends the store and gives the data folder free. To be called last of all. */
  async stop(): Promise<void> {
    if (this.#isStopping) return
    this.#isStopping = true
    await this.#process?.stop()
    await this.#supervision
    this.#parts.claim.release()
  }

  #spawn(): StoreProcess {
    bypassProxy(this.#address.host)
    const { binary, file } = this.#parts
    this.#process = startStoreProcess({ binary, file, address: this.#address })
    return this.#process
  }

  #publish(child: StoreProcess): void {
    const platform = processIdentity(process.pid)
    const store = processIdentity(child.pid)
    // It may have ended this very moment: the next start publishes.
    if (platform === undefined || store === undefined) return
    const { claim, url } = this.#parts
    claim.publish({ url, platform, store: { ...store, endpoint: this.endpoint } })
  }

  async #supervise(first: StoreProcess): Promise<void> {
    const { log } = this.#parts
    let backOffMs = 25
    let child = first
    while (!this.#isStopping) {
      const startedAt = performance.now()
      await child.exited
      if (this.#isStopping) return
      backOffMs = performance.now() - startedAt > 5000 ? 25 : Math.min(backOffMs * 2, 2000)
      log.warn('the embedded store ended; starting it again', { pid: child.pid, ms: backOffMs })
      await Bun.sleep(backOffMs)
      if (this.#isStopping) return
      child = this.#spawn()
      if (await child.ready()) this.#publish(child)
      else child.kill()
    }
  }
}

/** 127.x.y.z with x from 1: never 127.0.0.1, which web pages and other programs try first. */
export function randomLoopbackAddress(): StoreAddress {
  const [x = 0, y = 0, z = 0, high = 0, low = 0] = crypto.getRandomValues(new Uint8Array(5))
  const host = `127.${1 + (x % 254)}.${y}.${1 + (z % 254)}`
  // Below the ports that the system gives to outgoing connections.
  return { host, port: 10_000 + ((high * 256 + low) % 20_000) }
}

// The claim on the folder is ours, so whatever still serves its file has lost its platform.
async function endOrphans(file: string, log: Logger): Promise<boolean> {
  const orphans = processesServing(file)
  for (const orphan of orphans) {
    log.warn('ending the store of a platform that was killed', { pid: orphan.pid })
    end(orphan)
  }
  for (let waitedMs = 0; waitedMs < 5000; waitedMs += 20) {
    if (!orphans.some(isRunning)) return true
    await Bun.sleep(20)
  }
  return false
}

function end(orphan: ProcessIdentity): void {
  try {
    if (isRunning(orphan)) process.kill(orphan.pid, 'SIGKILL')
  } catch {
    // It ended by itself, or belongs to another user: the wait that follows tells.
  }
}
