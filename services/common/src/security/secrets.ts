import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createFileOnce, isErrno } from './create-file-once'

const SECRET_BYTES = 32
const MIN_LENGTH = 32

export type SecretSource =
  /** A file under the data directory: generated at the first start. */
  | { generatedAt: string }
  /** A file that somebody mounts: never written, and missing is an error. */
  | { mountedAt: string }

/**
 * The secret's bytes. Several processes that start at once with the same file get the same secret.
 * Throws when a mounted file is missing or when the secret has fewer than 32 characters.
 */
export async function loadSecret(source: SecretSource): Promise<Uint8Array> {
  if ('mountedAt' in source)
    return parse(await readFile(source.mountedAt, 'utf8'), source.mountedAt)
  const path = source.generatedAt
  const existing = await readFile(path, 'utf8').catch(absent)
  if (existing !== undefined) return parse(existing, path)
  await createFileOnce(path, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`)
  return parse(await readFile(path, 'utf8'), path)
}

function parse(text: string, path: string): Uint8Array {
  const secret = text.trim()
  if (secret.length < MIN_LENGTH) {
    throw new Error(`the secret in ${path} has fewer than ${MIN_LENGTH} characters`)
  }
  return new TextEncoder().encode(secret)
}

function absent(error: unknown): undefined {
  if (!isErrno(error, 'ENOENT')) throw error
  return undefined
}
