import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { z } from 'zod'
import { createFileOnce, isErrno, writeDraft } from './create-file-once'

const instant = z.int().nonnegative()

const storedKey = z.object({
  kid: z.string().min(1).max(128),
  createdAt: instant,
  signingFrom: instant.optional(),
  retiredAt: instant.optional(),
  jwk: z.object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().min(1),
    d: z.string().min(1),
  }),
})

/** A signing key with its private half, as it stands in its file. */
export type StoredKey = z.infer<typeof storedKey>

const FILE = /^key-(\d{6})\.json$/

/**
 * Signing keys in a directory, one private file (mode 0600) each, `key-000001.json` onwards. The
 * numbers make creation a race with one winner; nothing else may write there.
 */
export class KeyStore {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  /** All keys by age. Throws on a file that holds no key: better no start than a lost key. */
  async read(): Promise<StoredKey[]> {
    const keys = await Promise.all((await this.#files()).map((file) => this.#readOne(file)))
    return keys.filter((key) => key !== undefined)
  }

  /** Adds a new key, unless another process has added one since `known` was read. */
  async add(known: readonly StoredKey[], createdAt: number): Promise<void> {
    const files = await this.#files()
    if (files.length > known.length) return
    const last = Number(FILE.exec(files.at(-1) ?? '')?.[1] ?? 0)
    const name = `key-${String(last + 1).padStart(6, '0')}.json`
    await createFileOnce(join(this.#dir, name), serialise(await generateKey(createdAt)))
  }

  /** Replaces a key's file by one with these changes, at once. */
  async update(kid: string, changes: Pick<Partial<StoredKey>, 'signingFrom' | 'retiredAt'>) {
    const found = await this.#find(kid)
    if (found === undefined) return
    const path = join(this.#dir, found.file)
    await rename(await writeDraft(path, serialise({ ...found.key, ...changes })), path)
  }

  /** Deletes a key's private half with its file. */
  async remove(kid: string): Promise<void> {
    const found = await this.#find(kid)
    if (found !== undefined) await rm(join(this.#dir, found.file), { force: true })
  }

  async #files(): Promise<string[]> {
    const names = await readdir(this.#dir).catch((error: unknown) => {
      if (!isErrno(error, 'ENOENT')) throw error
      return []
    })
    return names.filter((name) => FILE.test(name)).toSorted()
  }

  async #readOne(file: string): Promise<StoredKey | undefined> {
    const text = await readFile(join(this.#dir, file), 'utf8').catch((error: unknown) => {
      if (!isErrno(error, 'ENOENT')) throw error
      return undefined
    })
    return text === undefined ? undefined : parseKey(text, file)
  }

  async #find(kid: string): Promise<{ file: string; key: StoredKey } | undefined> {
    for (const file of await this.#files()) {
      const key = await this.#readOne(file)
      if (key?.kid === kid) return { file, key }
    }
    return undefined
  }
}

/** A new Ed25519 key whose id is its RFC 7638 thumbprint. */
async function generateKey(createdAt: number): Promise<StoredKey> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk: JWK = await exportJWK(pair.privateKey)
  return storedKey.parse({ kid: await calculateJwkThumbprint(jwk), createdAt, jwk })
}

// A parse error would quote the file, and the file is a private key: say only where.
function parseKey(text: string, file: string): StoredKey {
  try {
    return storedKey.parse(JSON.parse(text))
  } catch {
    throw new Error(`${file} in the key directory holds no signing key`)
  }
}

function serialise(key: StoredKey): string {
  return `${JSON.stringify(key)}\n`
}
