import { z } from 'zod'
import { byteLength, MAX_BYTES, MIN_BYTES } from './password-strength'

/** A password that the API may take: the lengths are checked here, what is easy to guess there. */
export const newPassword = z
  .string()
  .refine((value) => byteLength(value) >= MIN_BYTES, `Use at least ${MIN_BYTES} characters.`)
  .refine((value) => byteLength(value) <= MAX_BYTES, `Use at most ${MAX_BYTES} characters.`)
