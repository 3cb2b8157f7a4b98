import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileOnce } from './create-file-once'
import { loadSecret } from './secrets'

describe('loadSecret', () => {
  let dir = ''
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'bourse-secrets-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  test('generates once, privately, and keeps it', async () => {
    const path = join(dir, 'new', 'refresh-secret')
    const secret = await loadSecret({ generatedAt: path })
    expect(secret.length).toBeGreaterThanOrEqual(43)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await loadSecret({ generatedAt: path })).toEqual(secret)
    expect(await loadSecret({ mountedAt: path })).toEqual(secret)
    expect(await readdir(join(dir, 'new'))).toEqual(['refresh-secret'])
  })

  test('gives several processes that start at once the same secret', async () => {
    const path = join(dir, 'race', 'secret')
    const script = `
      import { loadSecret } from ${JSON.stringify(join(import.meta.dir, 'secrets.ts'))}
      console.log(Buffer.from(await loadSecret({ generatedAt: ${JSON.stringify(path)} })).toString())
    `
    const starts = Array.from({ length: 6 }, () =>
      Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' }),
    )
    const secrets = await Promise.all(starts.map((one) => new Response(one.stdout).text()))
    expect(new Set(secrets).size).toBe(1)
    expect(secrets[0]?.trim().length).toBe(43)
  })

  test('creates a file once: the second to come changes nothing', async () => {
    const path = join(dir, 'once')
    expect(await createFileOnce(path, 'first')).toBe(true)
    expect(await createFileOnce(path, 'second')).toBe(false)
    expect(await Bun.file(path).text()).toBe('first')
  })

  test('refuses a mounted secret that is missing or short, without showing it', async () => {
    expect(loadSecret({ mountedAt: join(dir, 'absent') })).rejects.toThrow('ENOENT')
    const path = join(dir, 'short')
    await writeFile(path, 'hunter2')
    const error = await loadSecret({ mountedAt: path }).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('fewer than 32')
    expect(String(error)).not.toContain('hunter2')
  })
})
