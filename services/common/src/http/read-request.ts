import type { Endpoint } from '@bourse/contracts/endpoint'
import { idempotencyKey } from '@bourse/contracts/ids'
import type { z } from 'zod'
import { isRejection, reject } from '../domain/rejection'
import type { FieldError, Refusal } from './problem'

/** No request of ours is larger: the longest body is a profile. */
export const MAX_BODY_BYTES = 64 * 1024

/** The request's parts as its contract parsed them. */
export interface RequestInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly idempotencyKey: string | undefined
}

/** Parses everything that the endpoint declares; a refusal names every bad field and echoes no value. */
export const readRequest = async (
  endpoint: Endpoint,
  request: Request,
  params: Record<string, string>,
): Promise<RequestInput | Refusal> => {
  const body = endpoint.body ? await readBody(request) : undefined
  if (isRejection(body)) return body
  const key = readKey(endpoint, request)
  if (isRejection(key)) return key
  const query = readQuery(new URL(request.url).searchParams)
  if (isRejection(query)) return query
  const parsed = {
    params: parse(endpoint.params, params, 'path'),
    query: parse(endpoint.query, query, ''),
    body: endpoint.body ? parse(endpoint.body, body, '') : { value: undefined },
  }
  const errors = Object.values(parsed).flatMap((part) => part.errors ?? [])
  if (errors.length > 0) return invalid(errors)
  return {
    params: parsed.params.value,
    query: parsed.query.value,
    body: parsed.body.value,
    idempotencyKey: key,
  }
}

interface Parsed {
  readonly value?: unknown
  readonly errors?: readonly FieldError[]
}

const parse = (schema: z.ZodType | undefined, value: unknown, prefix: string): Parsed => {
  if (!schema) return isEmpty(value) ? {} : { errors: unknownFields(value) }
  const result = schema.safeParse(value)
  if (result.success) return { value: result.data }
  return { errors: result.error.issues.flatMap((issue) => toErrors(issue, prefix)) }
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

const unknownFields = (value: unknown): FieldError[] =>
  Object.keys(value as object).map((name) => ({ field: safeName(name), message: UNKNOWN }))

const UNKNOWN = 'is not a known field'

const toErrors = (issue: z.core.$ZodIssue, prefix: string): FieldError[] => {
  const at = [prefix, ...issue.path.map(String)].filter(Boolean)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...at, safeName(key)].join('.'), message: UNKNOWN }))
  }
  return [{ field: at.map(safeName).join('.'), message: issue.message }]
}

/** A field's name may come from the sender: only what a name of ours could look like is repeated. */
const safeName = (name: string): string => (/^[A-Za-z0-9_]{1,40}$/.test(name) ? name : '?')

const invalid = (errors: readonly FieldError[]): Refusal => ({
  ...reject('invalid_request', 'Correct the fields that are listed and send the request again.'),
  errors: errors.slice(0, 20),
})

const readKey = (endpoint: Endpoint, request: Request): string | undefined | Refusal => {
  if (!endpoint.idempotencyKey) return undefined
  const given = request.headers.get('idempotency-key')
  if (given === null) {
    return reject(
      'idempotency_key_required',
      'Send an Idempotency-Key header of 1 to 64 letters, digits, _ or -: the same key makes a repeat safe.',
    )
  }
  const key = idempotencyKey.safeParse(given)
  if (key.success) return key.data
  return invalid([{ field: 'Idempotency-Key', message: 'must be 1 to 64 letters, digits, _ or -' }])
}

const readQuery = (search: URLSearchParams): Record<string, string> | Refusal => {
  const query: Record<string, string> = {}
  for (const [name, value] of search) {
    if (Object.hasOwn(query, name)) {
      return invalid([{ field: safeName(name), message: 'is given twice' }])
    }
    Object.defineProperty(query, name, { value, enumerable: true })
  }
  return query
}

const readBody = async (request: Request): Promise<unknown> => {
  const bytes = await readBytes(request)
  if (isRejection(bytes)) return bytes
  if (bytes.length === 0) return {}
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return reject('unsupported_media_type', 'Send the body as application/json.')
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return reject('malformed_request', 'The body is not valid JSON in UTF-8.')
  }
}

/** Reads the body up to the limit and stops there: an announced length is not trusted. */
const readBytes = async (request: Request): Promise<Uint8Array | Refusal> => {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return TOO_LARGE
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return TOO_LARGE
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const TOO_LARGE = reject('body_too_large', 'Send at most 64 KiB.')
