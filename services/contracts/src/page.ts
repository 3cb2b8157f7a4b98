import { z } from 'zod'

/** Query parameters of every list: newest first, `limit` rows at most, from an opaque `cursor`. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'must be a whole number from 1 to 200')
    .transform(Number)
    .default(50),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,512}$/, 'must be a cursor of an earlier answer')
    .optional(),
})

/** A page of a list; `next_cursor` is null on the last one. A filtered page may be short. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({ data: z.array(row), next_cursor: z.string().nullable() })
